package widget

import (
	"net/http"
	"time"

	"jirabridge/bridge"
)

// linksView is what the page of a person's links shows.
type linksView struct {
	Links   []linkView
	Endings []ending
}

// ending says why and when an authorization ended.
type ending struct {
	Says string
	At   time.Time
}

// linkView is what the page of a link shows, in the reader's words.
type linkView struct {
	bridge.Details
	Path       string
	Says       string // how far it is
	ByText     string // message about who brought it about, and when
	Reason     string // why it failed, if it did and that is known
	Done       int    // files that are in Jira
	Steps      []stepView
	Back       stepView // the link back to the task
	MayRetry   bool
	Who        string // who may, if there is something to do and the reader may not
	Candidates []bridge.Candidate
	Problem    string // why there are none to choose from
}

// stepView is one part of a link.
type stepView struct {
	Name, State, Says string
	Size              int64
}

func (w *Widget) linkView(r *http.Request, d bridge.Details) linkView {
	v := linkView{
		Details: d, Path: linksPath + "/" + d.ID, Says: w.frame.T(r, "widget.link_"+string(d.State), nil),
		Reason: w.text(r, d.Why), Done: d.Done(), MayRetry: d.Mine && d.IsIncomplete(),
		ByText: byText(d),
		Back:   w.stepView(r, "widget.backlink_", d.Backlink),
	}
	for _, f := range d.Files {
		v.Steps = append(v.Steps, w.stepView(r, "widget.file_", f))
	}
	switch {
	case d.Mine:
	case d.State == bridge.LinkUnclear:
		v.Who = w.frame.T(r, "bridge.not_your_claim", map[string]any{"Name": d.Linker})
	case d.IsIncomplete():
		v.Who = w.frame.T(r, "bridge.not_your_link", map[string]any{"Name": d.Linker})
	}
	return v
}

// byText is the message about who brought a link about: an issue that is not
// known, perhaps because there is none, was neither linked nor created.
func byText(d bridge.Details) string {
	switch {
	case !d.Creates:
		return "widget.link_by"
	case d.Issue == "":
		return "widget.link_begun"
	}
	return "widget.link_created"
}

// withCandidates has the reader choose among issues, or says why he cannot: Jira
// does not answer, or nothing was found so far.
func (w *Widget) withCandidates(r *http.Request, v linkView, all []bridge.Candidate, err error) linkView {
	v.Candidates, v.Problem = all, w.said(r, err)
	if err == nil && len(all) == 0 {
		v.Says = w.frame.T(r, "widget.link_searching", nil)
	}
	return v
}

// stepView says how a step is doing: why it failed, where that is known.
func (w *Widget) stepView(r *http.Request, prefix string, s bridge.Step) stepView {
	v := stepView{Name: s.Name, State: s.State, Size: s.Size, Says: w.text(r, s.Why)}
	if v.Says == "" && s.State != "" {
		v.Says = w.frame.T(r, prefix+s.State, nil)
	}
	return v
}

// text puts a text of the bridge into words, "" for none.
func (w *Widget) text(r *http.Request, t bridge.Text) string {
	if t.ID == "" {
		return ""
	}
	return w.bridge.Say(w.language(r), t)
}

func (w *Widget) endingsIn(r *http.Request, all []bridge.Ending) (said []ending) {
	for _, e := range all {
		said = append(said, ending{w.text(r, e.Because), e.At})
	}
	return said
}
