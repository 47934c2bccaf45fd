package ui

import (
	"strings"
	"testing"

	"jirabridge/asana"
)

func TestRichText(t *testing.T) {
	u := &UI{policy: richTextPolicy()}
	for in, want := range map[string]string{
		"<body>plain</body>": "plain",
		"<body><h1>Big</h1><ul><li>one</li></ul><hr/></body>":                      "<h1>Big</h1><ul><li>one</li></ul><hr/>",
		"<body>See https://x.example/?a=1&amp;b=2.</body>":                         `See <a href="https://x.example/?a=1&amp;b=2">https://x.example/?a=1&amp;b=2</a>.`,
		"<body>(http://x.example/a)&lt;b</body>":                                   `(<a href="http://x.example/a">http://x.example/a</a>)&lt;b`,
		"<body><code>https://x.example</code></body>":                              "<code>https://x.example</code>",
		`<body><a href="https://x.example/">https://x.example</a> https://</body>`: `<a href="https://x.example/">https://x.example</a> https://`,
		`<body>https://x.example/"onclick=alert(1)</body>`:                         `<a href="https://x.example/">https://x.example/</a>&#34;onclick=alert(1)`,
		`<body><a href="javascript:alert(1)">x</a></body>`:                         "x",
		`<body><img src="https://x/y.png"/></body>`:                                "",
		`<body><strong onclick="x()">b</strong></body>`:                            "<strong>b</strong>",
		`<body><script>alert(1)</script>ok</body>`:                                 "ok",
		`<body><a href="/0/0/1" data-asana-gid="1">t</a></body>`:                   `<a href="/0/0/1" rel="nofollow noreferrer">t</a>`,
	} {
		if got := strings.ReplaceAll(string(u.richText(in)), ` rel="nofollow noreferrer noopener" target="_blank"`, ""); got != want {
			t.Errorf("%s is shown as %s, want %s", in, got, want)
		}
	}
}

func TestWrittenText(t *testing.T) {
	for in, want := range map[string]writtenText{
		"<body>a &amp; b &lt; c</body>": {"a & b < c", "text"},
		"<body>a <em>b</em></body>":     {"a <em>b</em>", "html"},
		"<body></body>":                 {"", "text"},
	} {
		plain := strings.NewReplacer("<body>", "", "</body>", "", "<em>", "", "</em>", "", "&amp;", "&", "&lt;", "<").Replace(in)
		if got := written(asana.Task{HTMLNotes: in, Notes: plain}); got != want {
			t.Errorf("%s is written as %v, want %v", in, got, want)
		}
	}
	if notes, html := (writtenText{"a\r\n& b", "text"}).change(); html != nil || *notes != "a\n& b" {
		t.Errorf("words became %v, %v", notes, html)
	}
	if notes, html := (writtenText{"<em>b</em>", "html"}).change(); notes != nil || *html != "<body><em>b</em></body>" {
		t.Errorf("markup became %v, %v", notes, html)
	}
}
