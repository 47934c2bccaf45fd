package wikitext_test

import (
	"html"
	"strings"
	"testing"
	"time"

	"jirabridge/bridge/wikitext"
)

func TestFromHTML(t *testing.T) {
	for _, test := range []struct{ name, html, want string }{
		{"nothing", "", ""},
		{"an empty body", "<body></body>", ""},
		{"plain text", "<body>The printer on floor 3 is out of paper.</body>", "The printer on floor 3 is out of paper."},
		{"line breaks and paragraphs", "<body>one\ntwo\n\nthree</body>", "one\ntwo\n\nthree"},
		{"many empty lines are one", "<body>\n\none\n\n\n\ntwo\n\n</body>", "one\n\ntwo"},
		{"entities", "<body>a &lt; b &amp;&amp; c &#38; d</body>", "a < b && c & d"},
		{"an entity meant as text", "<body>&amp;lt;</body>", "&amp;lt;"},

		{"bold", "<body><strong>x</strong></body>", "*x*"},
		{"italic", "<body>an <em>old</em> hat</body>", "an _old_ hat"},
		{"underlined", "<body><u>x</u>.</body>", "+x+."},
		{"struck out", "<body>(<s>x</s>)</body>", "(-x-)"},
		{"within a word", "<body>un<strong>believ</strong>able</body>", "un{*}believ{*}able"},
		{"at the end of a word", "<body>un<strong>able</strong></body>", "un{*}able{*}"},
		{"at the beginning of a word", "<body><em>un</em>able</body>", "{_}un{_}able"},
		{"two styles", "<body><strong><em>x</em></strong></body>", "{*}{_}x{_}{*}"},
		{"overlapping styles", "<body><strong>a <em>b</em></strong><em> c</em></body>", "{*}a {_}b{_}{*} _c_"},
		{"spaces move out", "<body>a<strong> b </strong>c</body>", "a *b* c"},
		{"a style of spaces only", "<body>a<strong> </strong>b</body>", "a b"},
		{"an empty style", "<body>a<em></em>b</body>", "ab"},
		{"a style over lines", "<body><strong>a\nb</strong></body>", "*a*\n*b*"},
		{"a style around markup characters", "<body><strong>*</strong></body>", `{*}\*{*}`},
		{"neighbours of one style", "<body><strong>a</strong><strong>b</strong></body>", "*ab*"},
		{"code", "<body>run <code>make test</code> now</body>", "run {{make test}} now"},
		{"code is escaped", "<body><code>${HOME}/*_-1</code></body>", `{{$\{HOME\}/\*\_\-1}}`},
		{"bold code", "<body><strong><code>x</code></strong></body>", "{*}{{x}}{*}"},

		{"headings", "<body><h1>Big</h1>text<h2>Less\nbig</h2></body>", "h1. Big\ntext\nh2. Less big"},
		{"a heading with a style", "<body><h1>a <strong>b</strong></h1></body>", "h1. a *b*"},
		{"a rule", "<body>a<hr/>b</body>", "a\n----\nb"},
		{"a quotation", "<body>He said:<blockquote>I <em>will</em>\nnot</blockquote>So.</body>", "He said:\n{quote}\nI _will_\nnot\n{quote}\nSo."},
		{"two quotations", "<body><blockquote>a</blockquote>x<blockquote>b</blockquote></body>", "{quote}\na\n{quote}\nx\n{quote}\nb\n{quote}"},
		{"a quotation in one", "<body><blockquote>a<blockquote>b</blockquote></blockquote></body>", "{quote}\na\nb\n{quote}"},
		{"preformatted", "<body><pre>if a {\n  *b = 1\n\n\n}</pre></body>", "{noformat}\nif a {\n  *b = 1\n\n\n}\n{noformat}"},
		{"preformatted with its marker", "<body><pre>{noformat}</pre></body>", "{code:none}\n{noformat}\n{code}"},
		{"preformatted in a quotation", "<body><blockquote><pre>{quote}</pre></blockquote></body>", "{quote}\n{noformat}\n{\u200bquote}\n{noformat}\n{quote}"},
		{"code within a word", "<body>un<code>able</code>s</body>", "u&#110;{{able}}&#115;"},
		{"a link in two styles with spaces", `<body>a<a href="https://example.com/"> b <em>c</em> </a>d</body>`, "a [b|https://example.com/] {_}[c|https://example.com/]{_} d"},
		{"preformatted with both", "<body><pre>{noformat}{code}</pre></body>", "{noformat}\n{\u200bnoformat}{code}\n{noformat}"},

		{"a list", "<body>Buy:<ul><li>milk</li><li>bread</li></ul>Thanks</body>", "Buy:\n* milk\n* bread\n\nThanks"},
		{"a numbered list", "<body><ol><li>a</li><li>b</li></ol></body>", "# a\n# b"},
		{"two lists", "<body><ul><li>a</li></ul><ol><li>b</li></ol></body>", "* a\n\n# b"},
		{"lists in lists", "<body><ul><li>a<ol><li>b<ul><li>c</li></ul></li></ol></li><li>d</li></ul></body>", "* a\n*# b\n*#* c\n* d"},
		{"a list directly in a list", "<body><ul><li>a</li><ul><li>b</li></ul></ul></body>", "* a\n** b"},
		{"a line break in an item", "<body><ul><li>a\nb</li></ul></body>", `* a \\ b`},
		{"space between items", "<body><ul>\n <li>a</li>\n <li>b</li>\n</ul></body>", "* a\n* b"},
		{"an empty item", "<body><ul><li></li><li>b</li></ul></body>", "* b"},
		{"an item that looks like a heading", "<body><ul><li>h1. a</li><li># b</li></ul></body>", "* h1&#46; a\n* &#35; b"},

		{"a table", "<body><table><tr><td>a</td><td>b</td></tr><tr><td>c|d</td><td></td></tr></table>end</body>", "|a|b|\n|c\\|d| |\n\nend"},
		{"text between rows and cells", "<body><table>\n above <tr>\n<td>a</td> beside <td>b</td>\n</tr>\n \n<tbody><tr><td>c</td></tr></tbody>below</table></body>", " above\n|a|beside|b|\n|c|\nbelow"},
		{"a table in a table", "<body><table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td></tr></table></body>", `|a \\ b \\ c|`},
		{"a table with a head", "<body><table><tr><th>a</th><th>b</th></tr><tr><td>1\n2</td><td><strong>x</strong></td></tr></table></body>", "||a||b||\n|1 \\\\ 2|*x*|"},

		{"a link", `<body>see <a href="https://example.com/a">the page</a>.</body>`, "see [the page|https://example.com/a]."},
		{"a link that is its text", `<body><a href="https://example.com/a">https://example.com/a</a></body>`, "[https://example.com/a]"},
		{"a link without text", `<body><a href="https://example.com/a"/> after</body>`, "[https://example.com/a] after"},
		{"a link with markup in both", `<body><a href="https://example.com/[x]|y z">a|b]</a></body>`, `[a\|b\]|https://example.com/%5Bx%5D%7Cy%20z]`},
		{"a bold link", `<body><strong><a href="https://example.com/">x</a></strong></body>`, "{*}[x|https://example.com/]{*}"},
		{"bold in a link", `<body><a href="https://example.com/">a <strong>b</strong></a></body>`, "[a|https://example.com/] {*}[b|https://example.com/]{*}"},
		{"mail", `<body><a href="mailto:it@example.com">it@example.com</a></body>`, "[mailto:it@example.com]"},
		{"no address of the web", `<body><a href="javascript:alert(1)">x</a> <a href="javascript://h/%0aalert(1)">x</a> <a href="#top">y</a> <a href="~bob">z</a></body>`, "x x y z"},
		{"a person is not called", `<body><a href="https://app.asana.com/0/1/2" data-asana-gid="2" data-asana-type="user">Bo Ek</a></body>`, "@Bo Ek"},
		{"a task", `<body><a href="https://app.asana.com/0/0/7" data-asana-gid="7" data-asana-type="task">Order paper</a></body>`, "[Order paper|https://app.asana.com/0/0/7]"},
		{"an image", `<body><img data-asana-type="attachment" src="https://example.com/p.png" alt="p.png"/></body>`, "[p.png|https://example.com/p.png]"},

		{"an image from nowhere", `<body><img src="javascript:alert(1)" alt="p"/><img alt="q"/></body>`, "pq"},

		{"an unknown tag", "<body><blink>x</blink><object data-x='1'>y</object></body>", "xy"},
		{"a script", "<body>a<script>alert(1)</script>b</body>", "ab"},
		{"never closed", "<body><strong>a<ul><li>b", "*a*\n\n*b*"},
		{"closed too often", "</body></strong>a</li>", "a"},
		{"no body", "a <strong>b</strong>", "a *b*"},
		{"paragraphs of other editors", "<p>a</p><p>b</p>", "a\n\nb"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := wikitext.FromHTML(test.html); got != test.want {
				t.Errorf("FromHTML(%s)\n got %q\nwant %q", test.html, got, test.want)
			}
		})
	}
}

func TestPlainText(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"every special character", `*_+^~{}[]|!\`, `\*\_\+\^\~&#123;&#125;\[\]\|\!&#92;`},
		{"a macro", "{code}rm{code}", `\{code\}rm\{code\}`},
		{"a mention", "[~bob] and [^file.txt]", `\[\~bob\] and \[\^file.txt\]`},
		{"an image", "!x.png!", `\!x.png\!`},
		{"snake case", "a_b_c", `a\_b\_c`},
		{"a hyphen in a word", "well-known", "well-known"},
		{"an option", "--strict -v", `\-\-strict \-v`},
		{"dashes", "a -- b --- c", `a \-\- b \-\-\- c`},
		{"a range between spaces", "1 - 2", `1 \- 2`},
		{"a rule", "----", `\-\-\-\-`},
		{"a citation", "??x??", `\?\?x\?\?`},
		{"a question", "Really?", "Really?"},
		{"a backslash", `C:\temp`, "C:&#92;temp"},
		{"an entity", "&copy; R&D; & more", "&amp;copy; R&amp;D; & more"},
		{"smileys", "a :) b ;) c :( d :P e :D", `a :&#41; b ;&#41; c :&#40; d :&#80; e :&#68;`},
		{"no smileys", "10:Do it (yes) (no)", "10:Do it (yes) (no)"},
		{"pictures", "(y) (i) (/) (on) (flag)", `&#40;y) &#40;i) &#40;/) &#40;on) &#40;flag)`},
		{"a heading", "h1. x", "h1&#46; x"},
		{"no heading", "see h1. x", "see h1. x"},
		{"a quotation", "  bq. x", "  bq&#46; x"},
		{"a numbered list", "# a\n## b", "&#35; a\n&#35;# b"},
		{"a number sign", "issue #7", "issue #7"},
		{"a list", "* a\n- b", "\\* a\n\\- b"},
		{"a table", "|a|", `\|a\|`},
		{"commas, points, colons", "a, b. c: d", "a, b. c: d"},
		{"an address", "see https://example.com/a_b-c?x=1&y=2#z.", "see [https://example.com/a_b-c?x=1&y=2#z]."},
		{"an address by itself", "see https://example.com/a_b-c?x=1&y=2#z now", "see https://example.com/a_b-c?x=1&y=2#z now"},
		{"an address in parentheses", "(https://example.com/x)", "([https://example.com/x])"},
		{"parentheses in an address", "https://example.com/a_(b)_c x", "[https://example.com/a_(b)_c] x"},
		{"no address within a word", "xhttps://a_b", `xhttps&#58;//a\_b`},
		{"an address beside markup", "*https://example.com/x*", `\*[https://example.com/x]\*`},
		{"an address with brackets", "https://example.com/[a]/b c", `[https&#58;//example.com/\[a\]/b|https://example.com/%5Ba%5D/b] c`},
		{"an issue's key in a longer word", "OPS-899https://x.org/&#42;", "OPS-899https&#58;//x.org/&amp;#42;"},
		{"only a scheme", "https:// is one", "https&#58;// is one"},
		{"a scheme and signs", "https://(((* x_y", `https&#58;//(((\* x\_y`},
		{"addresses without an end", "http://http:// a_b", `http://http:// a\_b`},
		{"line ends of others", "a\r\nb\rc\u2028d", "a\nb\nc\nd"},
		{"what no text has", "a\x00b\xffc\u0085", "abc"},
		{"other languages", "Żółć och ÅÄÖ 😀", "Żółć och ÅÄÖ 😀"},
		{"a hyphen between letters of other languages", "snö-ö", "snö-ö"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := wikitext.FromHTML("<body>" + html.EscapeString(test.text) + "</body>"); got != test.want {
				t.Errorf("%q\n got %q\nwant %q", test.text, got, test.want)
			}
		})
	}
}

func TestShorten(t *testing.T) {
	for _, test := range []struct {
		name, html string
		limit      int
		want       string
	}{
		{"fits", "<body>abc</body>", 16, "<body>abc</body>"},
		{"at a word", "<body>some more words</body>", 25, "<body>some more…</body>"},
		{"one long word", "<body>abcdefghijklmnop</body>", 20, "<body>abcdef…</body>"},
		{"open tags are closed", "<body><strong>one two three</strong></body>", 38, "<body><strong>one two…</strong></body>"},
		{"entities stay whole", "<body>a &amp; b &amp; cd</body>", 24, "<body>a &amp; b…</body>"},
		{"a list", "<body><ul><li>one</li><li>two</li></ul></body>", 40, "<body><ul><li>one</li>…</ul></body>"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, cut := wikitext.Shorten(test.html, test.limit)
			if got != test.want || cut != (got != test.html) {
				t.Errorf("got %q (%v), want %q", got, cut, test.want)
			}
		})
	}
}

// A description is converted while somebody waits for a form.
func TestLongTextEndsSoon(t *testing.T) {
	for _, piece := range []string{"http://", "http://(", "xhttp://", " http://(((", "&a", "&lt", "(", ":", "\\", "<b>a</b>c", "<b> </b>", "<i>a", "<li>a", "<td>a"} {
		start := time.Now()
		text := wikitext.FromHTML(strings.Repeat(piece, 65_535/len(piece)))
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%d bytes of %q took %v", len(text), piece, took)
		}
	}
}

func TestDeepNestingEndsWell(t *testing.T) {
	deep := strings.Repeat("<ul><li>", 100_000) + "x"
	if got := wikitext.FromHTML(deep); !strings.HasSuffix(got, " x") || len(got) > 100 {
		t.Errorf("got %d bytes, %.80q", len(got), got)
	}
}
