package asana_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

func TestRichText(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World) {
		for _, c := range []struct{ in, rich, plain string }{
			{"<body></body>", "<body></body>", ""},
			{"<body>a &amp; b &lt;c&gt; &#233;</body>", "<body>a &amp; b &lt;c&gt; é</body>", "a & b <c> é"},
			{"<body><h1>Plan</h1>First\n<ul><li>one</li><li><em>two</em></li></ul>last</body>",
				"<body><h1>Plan</h1>First\n<ul><li>one</li><li><em>two</em></li></ul>last</body>", "Plan\nFirst\none\ntwo\nlast"},
			{"<body><hr/>x</body>", "<body><hr/>x</body>", "x"},
			{`<body><a href="https://example.com/?a=1&amp;b=2">link</a></body>`, `<body><a href="https://example.com/?a=1&amp;b=2">link</a></body>`, "link"},
			{`<body><a data-asana-gid="` + w.Member.GID + `"/>!</body>`,
				`<body><a href="` + w.URL + `/" data-asana-accessible="true" data-asana-dynamic="true" data-asana-type="user" data-asana-gid="` + w.Member.GID + `">@Mia Member</a>!</body>`,
				"@Mia Member!"},
			{`<body>See <a data-asana-gid="` + w.Tasks[1].GID + `"/></body>`,
				`<body>See <a href="` + w.URL + `/0/0/` + w.Tasks[1].GID + `" data-asana-accessible="true" data-asana-dynamic="true" data-asana-type="task" data-asana-gid="` + w.Tasks[1].GID + `">Choose pictures</a></body>`,
				"See " + w.URL + "/0/0/" + w.Tasks[1].GID},
			{`<body><a data-asana-gid="` + w.Project.GID + `" data-asana-dynamic="false">our site</a></body>`,
				`<body><a href="` + w.URL + `/0/` + w.Project.GID + `" data-asana-accessible="true" data-asana-dynamic="false" data-asana-type="project" data-asana-gid="` + w.Project.GID + `">our site</a></body>`,
				"our site"},
			{`<body><a data-asana-gid="999" href="https://example.com">gone</a></body>`, `<body><a href="https://example.com">gone</a></body>`, "gone"},
		} {
			task, err := w.Platform.UpdateTask(t.Context(), w.Member.Actor, w.Tasks[0].GID, asana.TaskChange{HTMLNotes: ptr(c.in)})
			if err != nil {
				t.Errorf("%s: %v", c.in, err)
				continue
			}
			if task.HTMLNotes != c.rich || task.Notes != c.plain {
				t.Errorf("%s became\n %s\n %q, want\n %s\n %q", c.in, task.HTMLNotes, task.Notes, c.rich, c.plain)
			}
		}
	})
}

func TestRichTextThatIsRefused(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World) {
		hidden := w.AddTask(t, asana.NewTask{Projects: []string{w.Secret.GID}, Name: "Hidden"})
		outside := "XML is invalid: the text must be inside one <body> without attributes"
		for in, want := range map[string]string{
			"plain":                                                 outside,
			"<body>a</body>b":                                       outside,
			"<body>a</body><body/>":                                 outside,
			`<body class="x">a</body>`:                              outside,
			"<html>a</html>":                                        outside,
			"<body><b>a</body>":                                     "XML is invalid: <b> is not allowed",
			"<body><em>a</body>":                                    "XML is invalid",
			"<body>a":                                               "XML is invalid",
			"<body>&nbsp;</body>":                                   "XML is invalid",
			"<body><script>x</script></body>":                       "XML is invalid: <script> is not allowed",
			"<body><img src='x'/></body>":                           "XML is invalid: <img> is not allowed",
			"<body><em onclick='x'>a</em></body>":                   "XML is invalid: <em> may not have attributes",
			"<body><!-- a --></body>":                               "XML is invalid: only tags and text are allowed",
			"<!DOCTYPE body><body></body>":                          "XML is invalid: only tags and text are allowed",
			"<body><a>x</a></body>":                                 "XML is invalid: <a> needs an http, https or mailto address",
			"<body><a href='javascript:x'>x</a></body>":             "XML is invalid: <a> needs an http, https or mailto address",
			"<body><a href='https://x' onclick='x'>x</a></body>":    "XML is invalid: <a> may not have the attribute onclick",
			"<body><svg:em xmlns:svg='x'>x</svg:em></body>":         "XML is invalid: <em> is not allowed",
			"<body><a data-asana-gid='" + hidden.GID + "'/></body>": "XML is invalid: Unknown object: " + hidden.GID,
			"<body><a data-asana-gid='1234567890123456'/></body>":   "XML is invalid: Unknown object: 1234567890123456",
			"<body>" + strings.Repeat("<a data-asana-gid='1' href='https://x'/>", 101) + "</body>": "At most 100 people, tasks and projects may be mentioned",
			"<body>" + strings.Repeat("x", 65536) + "</body>":                                      "Too long: at most 65535 characters are allowed",
		} {
			_, err := w.Platform.AddComment(t.Context(), w.Colleague.Actor, w.Tasks[0].GID, asana.NewComment{HTMLText: in})
			if !asana.IsKind(err, asana.Invalid) || err.Error() != "html_text: "+want {
				t.Errorf("%.80s: %v, want %s", in, err, want)
			}
		}
	})
}

// What was stored is accepted again, and says the same.
func TestRichTextIsStable(t *testing.T) {
	onSQLite(t, func(t *testing.T, w *asanatest.World) {
		rapid.Check(t, func(rt *rapid.T) {
			text := rapid.StringOf(rapid.RuneFrom([]rune("ab <>&\"'\n\té😀"))).Draw(rt, "text")
			first, err := w.Platform.UpdateTask(t.Context(), w.Member.Actor, w.Tasks[0].GID, asana.TaskChange{Notes: &text})
			if err != nil {
				rt.Fatal(err)
			}
			if first.Notes != text {
				rt.Fatalf("%q became %q", text, first.Notes)
			}
			second, err := w.Platform.UpdateTask(t.Context(), w.Member.Actor, w.Tasks[1].GID, asana.TaskChange{HTMLNotes: &first.HTMLNotes})
			if err != nil {
				rt.Fatal(err)
			}
			if second.HTMLNotes != first.HTMLNotes || second.Notes != strings.Trim(text, "\n") {
				rt.Fatalf("%s became %s, %q", first.HTMLNotes, second.HTMLNotes, second.Notes)
			}
		})
	})
}
