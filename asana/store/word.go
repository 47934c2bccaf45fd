package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Word is a word of a task, folded, and where it is: 0 in the name, 1 in the notes only.
type Word struct {
	Word  string
	Place int64
}

// wordsAtOnce is how many words one statement puts.
const wordsAtOnce = 500

// PutWords puts the words of a task that was created then.
func (q *Queries) PutWords(ctx context.Context, workspace, task string, createdAt int64, words []Word) error {
	for some := range slices.Chunk(words, wordsAtOnce) {
		marks := make([]string, len(some))
		args := []any{workspace, task, -createdAt}
		for i, w := range some {
			marks[i] = fmt.Sprintf("($1,$2,$3,$%d,$%d)", len(args)+1, len(args)+2)
			args = append(args, []byte(w.Word), w.Place)
		}
		_, err := q.db.ExecContext(ctx, "insert into task_words (workspace, task, newest, word, place) values "+strings.Join(marks, ","), args...)
		if err != nil {
			return err
		}
	}
	return nil
}
