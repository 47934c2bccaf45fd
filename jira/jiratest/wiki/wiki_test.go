package wiki_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jirabridge/jira/jiratest/wiki"
)

func site() wiki.Site {
	return wiki.Site{
		Issue:  func(key string) (string, bool) { return "/browse/" + key, key == "OPS-899" },
		Person: func(name string) (string, string, bool) { return "/bob", "Bob", name == "bob" },
		File:   func(name string) (string, bool) { return "/files/" + name, name == "a b.png" },
	}
}

// The markup and what it looks like are those of Atlassian's notation help and
// of answers of real servers, 9.4.1 and 9.12.
func TestHTML(t *testing.T) {
	for _, test := range []struct{ name, markup, want string }{
		{"nothing", "", ""},
		{"text", "a & b < c", "<p>a &amp; b &lt; c</p>"},
		{"lines and paragraphs", "a\nb\n\nc", "<p>a<br/>\nb</p>\n<p>c</p>"},
		{"a forced break", `a\\b`, "<p>a<br/>b</p>"},
		{"an entity", "&#42;&lt;&bsol;", "<p>&#42;&lt;&bsol;</p>"},

		{"effects", "*b* _e_ -d- +i+ ^s^ ~u~ ??c??", "<p><b>b</b> <em>e</em> <del>d</del> <ins>i</ins> <sup>s</sup> <sub>u</sub> <cite>c</cite></p>"},
		{"an effect in another", "*a _b_*", "<p><b>a <em>b</em></b></p>"},
		{"no effect within words", "a*b*c snake_case_x 2*3*4", "<p>a*b*c snake_case_x 2*3*4</p>"},
		{"an effect within a word", "a{*}b{*}c", "<p>a<b>b</b>c</p>"},
		{"no effect over lines", "*a\nb*", "<p>*a<br/>\nb*</p>"},
		{"no effect before a space", "* a*", "<ul><li>a*</li></ul>"},
		{"options are not struck out", "journalctl -b -p crit", "<p>journalctl -b -p crit</p>"},
		{"an option and a hyphen are", "-b -p zu- und", "<p><del>b -p zu</del> und</p>"},
		{"after an inline element", "{{nr}}-Extensions zu- und", "<p><tt>nr</tt><del>Extensions zu</del> und</p>"},
		{"an escaped hyphen", `{{nr}}\-Extensions zu- und`, "<p><tt>nr</tt>-Extensions zu- und</p>"},
		{"hyphens in words", "2026-09-04 Größe-x", "<p>2026-09-04 Größe-x</p>"},
		{"dashes", "a -- b --- c", "<p>a &#8211; b &#8212; c</p>"},
		{"code", "run {{make}} now", "<p>run <tt>make</tt> now</p>"},
		{"escapes in code", `{{$\{HOME\}}}`, "<p><tt>${HOME}</tt></p>"},
		{"code with escaped braces is code", `\{\{userId\}\}`, "<p><tt>userId</tt></p>"},
		{"code within a word is none", "a{{b}}c", "<p>a{{b}}c</p>"},

		{"escapes", `\*a\* \[x\] \!y! \?\?`, "<p>*a* [x] !y! ??</p>"},
		{"what is not escaped", `p\.m\, a\:`, `<p>p\.m\, a\:</p>`},
		{"smileys", ":) ;) (y) (*r)", strings.Join([]string{
			`<p><img class="emoticon" src="data:," alt=":)">`, `<img class="emoticon" src="data:," alt=";)">`,
			`<img class="emoticon" src="data:," alt="(y)">`, `<img class="emoticon" src="data:," alt="(*r)"></p>`}, " ")},
		{"a smiley but for a letter", ":Do :PZ :D1", "<p>:Do :PZ :D1</p>"},
		{"a smiley at the end of an entity", "&#92;)", `<p>&#92<img class="emoticon" src="data:," alt=";)"></p>`},
		{"an escaped smiley", `\:) \(x)`, "<p>:) (x)</p>"},

		{"headings", "h1. a *b*\ntext\nh6. c\nh7. d", "<h1>a <b>b</b></h1>\n<p>text</p>\n<h6>c</h6>\n<p>h7. d</p>"},
		{"a heading needs a space", "h1.x", "<p>h1.x</p>"},
		{"a citation", "bq. a", "<blockquote><p>a</p></blockquote>"},
		{"a rule", "a\n----\nb", "<p>a</p>\n<hr />\n<p>b</p>"},
		{"lists", "* a\n*# b\n*#* c\n* d", "<ul><li>a<ol><li>b<ul><li>c</li></ul></li></ol></li><li>d</li></ul>"},
		{"two lists", "* a\n\n# b", "<ul><li>a</li></ul><ol><li>b</li></ol>"},
		{"text below an item", "- a\nb\n\nc", "<ul><li>a<br/>\nb</li></ul><p>c</p>"},
		{"a table", "||a||b||\n|1 \\\\ 2| |\n", `<table class="confluenceTable"><tbody><tr><th class="confluenceTh">a</th><th class="confluenceTh">b</th></tr>` +
			`<tr><td class="confluenceTd">1 <br/> 2</td><td class="confluenceTd"></td></tr></tbody></table>`},
		{"links and bars in cells", `|[a|https://x.org]|b\|c|`, `<table class="confluenceTable"><tbody><tr><td class="confluenceTd"><a href="https://x.org" class="external-link" rel="nofollow">a</a></td>` +
			`<td class="confluenceTd">b|c</td></tr></tbody></table>`},
		{"a list in a cell", "|# a|", `<table class="confluenceTable"><tbody><tr><td class="confluenceTd"><ol><li>a</li></ol></td></tr></tbody></table>`},

		{"a quotation", "{quote}\n*a*\n\nb\n{quote}\nc", "<blockquote><p><b>a</b></p>\n<p>b</p>\n</blockquote><p>c</p>"},
		{"a quotation ends at the first end", "{quote}\n{noformat}{quote}{noformat}", "<blockquote>" + "<div class=\"preformatted panel\" style=\"border-width: 1px;\"><div class=\"preformattedContent panelContent\">\n<pre></pre>\n</div></div></blockquote>" +
			"<div class=\"preformatted panel\" style=\"border-width: 1px;\"><div class=\"preformattedContent panelContent\">\n<pre></pre>\n</div></div>"},
		{"preformatted", "{noformat}\n*a* {code}\n{noformat}", "<div class=\"preformatted panel\" style=\"border-width: 1px;\"><div class=\"preformattedContent panelContent\">\n<pre>*a* {code}</pre>\n</div></div>"},
		{"code of a language", "{code:none}\n<a>\n{code}", "<div class=\"code panel\" style=\"border-width: 1px;\"><div class=\"codeContent panelContent\">\n<pre class=\"code-none\">&lt;a&gt;</pre>\n</div></div>"},
		{"macros in a text", "Use {code} or {color:red} here", "<p>Use</p>\n<div class=\"code panel\" style=\"border-width: 1px;\"><div class=\"codeContent panelContent\">\n<pre class=\"code-java\"></pre>\n</div></div><p>or <font color=\"red\"></font> here</p>"},
		{"a colour", "{color:#f00}a{color} b{color}", `<p><font color="#f00">a</font> b</p>`},
		{"any braces cut", "Filter {a: 1} and", `<p>Filter</p>` + "\n" + ` <span class="unknown-macro">{a: 1}</span> <p>and</p>`},
		{"escaped braces", `Use \{code\} here`, "<p>Use {code} here</p>"},
		{"three braces", `{{{"id"}}}`, "<p>{{</p>\n <span class=\"unknown-macro\">{&#34;id&#34;}</span> <p>}}</p>"},

		{"addresses", "see https://x.org/a_b. or mailto:a@b.c", `<p>see <a href="https://x.org/a_b" class="external-link" rel="nofollow">https://x.org/a_b</a>. or <a href="mailto:a@b.c" class="external-link" rel="nofollow">mailto:a@b.c</a></p>`},
		{"an address goes on", "*https://x.org/a*", `<p>*<a href="https://x.org/a*" class="external-link" rel="nofollow">https://x.org/a*</a></p>`},
		{"a link", "[https://x.org] [a *b*|https://x.org|tip] [mailto:a@b.c]", `<p><a href="https://x.org" class="external-link" rel="nofollow">https://x.org</a> ` +
			`<a href="https://x.org" class="external-link" rel="nofollow">a <b>b</b></a> <a href="mailto:a@b.c" class="external-link" rel="nofollow">a@b.c</a></p>`},
		{"brackets without a link", "[x] [ ]", "<p>[x] [ ]</p>"},
		{"people", "[~bob] [~tim]", `<p><a href="/bob" class="user-hover" rel="bob">Bob</a> <a class="user-hover">tim</a></p>`},
		{"files", "[^a b.png] [^c.png]", `<p><a href="/files/a b.png" class="file-link">a b.png</a> [^c.png]</p>`},
		{"pictures", "!a b.png|thumbnail! !c.png!", `<p><span class="image-wrap"><img src="/files/a b.png" alt="a b.png" /></span> ` +
			`<span class="error">Unable to render embedded object: File (c.png) not found.</span></p>`},
		{"issues", "OPS-899 OPS-1 XOPS-899", `<p><a href="/browse/OPS-899" class="issue-link" data-issue-key="OPS-899">OPS-899</a> OPS-1 XOPS-899</p>`},
		{"effects beside issues", "OPS-899-x zu- ja", `<p><a href="/browse/OPS-899" class="issue-link" data-issue-key="OPS-899">OPS-899</a><del>x zu</del> ja</p>`},
		{"nothing of a page", `<script> [x|https://a"onclick="b] {code:"><script>}`, "<p>&lt;script&gt; <a href=\"https://a&#34;onclick=&#34;b\" class=\"external-link\" rel=\"nofollow\">x</a></p>\n" +
			"<div class=\"code panel\" style=\"border-width: 1px;\"><div class=\"codeContent panelContent\">\n<pre class=\"code-&#34;&gt;&lt;script&gt;\"></pre>\n</div></div>"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, wiki.HTML(test.markup, site())); diff != "" {
				t.Errorf("%s\n%s", test.markup, diff)
			}
		})
	}
}

func FuzzHTML(f *testing.F) {
	for _, markup := range []string{"*a*", "{quote}x", "|a|[b|", `\{\{x\}\}`, "&#92;)", "* a\n## b", "!a!{code}", "{color:red}a{color}"} {
		f.Add(markup)
	}
	f.Fuzz(func(t *testing.T, markup string) {
		html := wiki.HTML(markup, site())
		if strings.Contains(html, "<script") || strings.Contains(html, "javascript:") && strings.Contains(html, `href="javascript:`) {
			t.Errorf("%q shows as %q", markup, html)
		}
	})
}
