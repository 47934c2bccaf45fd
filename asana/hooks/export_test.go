package hooks

// Sign and WaitAfter let tests compare with what others say.
var (
	Sign      = sign
	WaitAfter = waitAfter
)

// EventsOfCall and CallsAtOnce are bounds.
const (
	EventsOfCall = eventsOfCall
	CallsAtOnce  = callsAtOnce
)
