package bridge

import "sync"

// maxInbox is how many webhooks wait at most. More of them are not taken in:
// what they would have told is found by the search that follows.
const maxInbox = 1000

// inbox holds the webhooks that have been answered and not been worked on. They
// are hints, so a process that ends may lose them.
type inbox struct {
	mu     sync.Mutex
	events []hookEvent
	more   chan struct{} // something has come
}

func newInbox() *inbox { return &inbox{more: make(chan struct{}, 1)} }

// add takes an event in, unless too many wait.
func (i *inbox) add(e hookEvent) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if len(i.events) >= maxInbox {
		return false
	}
	i.events = append(i.events, e)
	select {
	case i.more <- struct{}{}:
	default:
	}
	return true
}

// take empties the inbox.
func (i *inbox) take() []hookEvent {
	i.mu.Lock()
	defer i.mu.Unlock()
	all := i.events
	i.events = nil
	return all
}
