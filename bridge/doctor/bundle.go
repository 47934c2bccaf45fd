package doctor

import (
	"archive/zip"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// File is a part of a support bundle. What Trusted says is ours alone, such as
// the hash of a commit, is taken over as it is.
type File struct {
	Name, Text string
	Trusted    bool
}

// Bundle writes a zip that can be passed on: a report, which may be the zero
// one, and other files. Whoever makes the files leaves out what is secret and
// who people are; what still looks like a secret, an address with a password
// or query, or a mail address, is blotted out as well, because a Jira, a proxy
// or a certificate can say anything.
func Bundle(w io.Writer, r Report, say Say, files ...File) error {
	r = r.withoutWords()
	text, err := r.JSON(say)
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	for _, f := range append([]File{{Name: "report.txt", Text: r.Text(say)}, {Name: "report.json", Text: string(text)}}, files...) {
		if !f.Trusted {
			f.Text = blotted(f.Text)
		}
		if err := put(z, f, r.At); err != nil {
			return err
		}
	}
	return z.Close()
}

func put(z *zip.Writer, f File, at time.Time) error {
	part, err := z.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: at})
	if err != nil {
		return err
	}
	_, err = io.WriteString(part, f.Text)
	return err
}

// withoutWords is the report without what Jira said in words, where names of
// people and projects may stand, and without certificates, whose fingerprints
// are told.
func (r Report) withoutWords() Report {
	r.Steps = slices.Clone(r.Steps)
	for i := range r.Steps {
		s := &r.Steps[i]
		s.PEM = ""
		for _, t := range []*Text{&s.Cause, &s.Next} {
			if _, ok := t.Args["Reason"]; ok {
				t.Args = maps.Clone(t.Args)
				t.Args["Reason"] = blot
			}
		}
	}
	return r
}

// blot stands for what must not be passed on.
const blot = "***"

var (
	inAddress = regexp.MustCompile(`(://)[^/\s@"']+@`) // user and password
	inQuery   = regexp.MustCompile(`\?[^\s"'<>]+`)
	mail      = regexp.MustCompile(`[\w.+-]+@[\w-]+(\.[\w-]+)+`)
	scheme    = regexp.MustCompile(`(?i)\b(bearer|basic)\s+[^\s"',]+`) // of authorization
	assigned  = regexp.MustCompile(`(?i)((?:password|passwd|secret|token|verifier|session\w*|cookie|authorization)"?\s*(?:=|":)\s*"?)[^\s"',;&]+`)
	long      = regexp.MustCompile(`[A-Za-z0-9_+/=~.-]{24,}`)
	mixed     = regexp.MustCompile(`[A-Za-z].*[0-9]|[0-9].*[A-Za-z]`)
	isHost    = regexp.MustCompile(`^[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,30})+$`)
)

// blotted is a text with what looks secret blotted out.
func blotted(text string) string {
	text = inAddress.ReplaceAllString(text, "${1}"+blot+"@")
	text = inQuery.ReplaceAllString(text, "?"+blot)
	text = mail.ReplaceAllString(text, blot)
	text = scheme.ReplaceAllString(text, "$1 "+blot)
	text = assigned.ReplaceAllString(text, "${1}"+blot)
	return long.ReplaceAllStringFunc(text, func(word string) string {
		if !mixed.MatchString(word) || isPlace(word) {
			return word
		}
		return blot
	})
}

// isPlace tells whether a long word is a host, a path, or both: each part is a
// host or short.
func isPlace(word string) bool {
	const short = 23
	path, ok := strings.CutPrefix(strings.TrimLeft(word, "0123456789"), "/") // behind a port
	if !ok {
		return isHost.MatchString(word)
	}
	for part := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		if len(part) > short && !isHost.MatchString(part) {
			return false
		}
	}
	return true
}
