package hooks

// Sign and WaitAfter let tests compare with what others say.
var (
	Sign      = sign
	WaitAfter = waitAfter
)

// Bounds.
const (
	EventsOfCall  = eventsOfCall
	CallsAtOnce   = callsAtOnce
	RetriesAtOnce = retriesAtOnce
)
