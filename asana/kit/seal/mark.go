package seal

import "encoding/binary"

// Mark tells which key sealed a text: every sealed text begins with it. It is
// tink's prefix, a version byte and the key's number
// (https://developers.google.com/tink/wire-format).
type Mark [5]byte

// MarkOf is the mark of a sealed text; false when it is too short to have one.
func MarkOf(sealed []byte) (m Mark, ok bool) {
	return m, copy(m[:], sealed) == len(m)
}

// Primary is the mark of the key that seals.
func (k *Keyset) Primary() Mark { return k.marks()[0] }

// Has tells whether the key that left m is in the keyset.
func (k *Keyset) Has(m Mark) bool {
	for _, own := range k.marks() {
		if own == m {
			return true
		}
	}
	return false
}

// marks are those of all keys, the primary one first.
func (k *Keyset) marks() []Mark {
	marks := make([]Mark, 1, k.handle.Len())
	for _, key := range k.handle.KeysetInfo().GetKeyInfo() {
		m := Mark{1}
		binary.BigEndian.PutUint32(m[1:], key.GetKeyId())
		if key.GetKeyId() == k.handle.KeysetInfo().GetPrimaryKeyId() {
			marks[0] = m
		} else {
			marks = append(marks, m)
		}
	}
	return marks
}
