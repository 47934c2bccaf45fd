package asana

import (
	"context"
	"slices"
	"strings"

	"jirabridge/asana/store"
)

// The places of words.
const (
	placeName  = 0
	placeNotes = 1
)

// searchWords are the words looked for.
func (s TaskSearch) searchWords() []string {
	list := words(s.Text)
	return list[:min(len(list), maxWords)]
}

// ranked tells whether the found are sorted by relevance.
func (s TaskSearch) ranked() bool {
	return s.Text != "" && (s.Sort == "" || s.Sort == "relevance")
}

// wordRange is where the words lie that begin with one: no text has the byte that ends it.
func wordRange(word string) (from, to []byte) { return []byte(word), append([]byte(word), 0xff) }

// rankAtLeast is how many of the tasks with common words are compared.
const rankAtLeast = 100

// alongWords finds tasks by words that are all common, in the order of the longest of them, and ranks the first.
func (g gate) alongWords(ctx context.Context, s TaskSearch, query *store.Search) (found []string, err error) {
	lead := slices.MaxFunc(s.searchWords(), func(a, b string) int { return len(a) - len(b) })
	from, to := wordRange(lead)
	want := s.Limit
	if len(s.searchWords()) > 1 {
		want = max(want, rankAtLeast)
	}
	for place := int64(placeName); place <= placeNotes && len(found) < want; place++ {
		if place == placeNotes && s.NameOnly {
			break
		}
		some, err := g.found(ctx, want, func(n, offset int) ([]string, error) {
			return g.q.AlongWords(ctx, query, place, from, to, n, offset)
		})
		if err != nil {
			return nil, err
		}
		for _, gid := range some {
			if !slices.Contains(found, gid) {
				found = append(found, gid)
			}
		}
	}
	return g.rank(ctx, s, found)
}

// rank sorts tasks by how well they have the words; among equals the order stays.
func (g gate) rank(ctx context.Context, s TaskSearch, found []string) ([]string, error) {
	if len(found) < 2 {
		return found, nil
	}
	ranks := map[string]int{}
	for _, word := range s.searchWords() {
		from, to := wordRange(word)
		rows, err := g.q.WordsOfTasks(ctx, found, from, to)
		if err != nil {
			return nil, err
		}
		best := map[string]int{}
		for _, r := range rows {
			n := wordRank(string(r.Word), word, int(r.Place))
			if was, ok := best[r.Task]; !ok || n < was {
				best[r.Task] = n
			}
		}
		for task, n := range best {
			ranks[task] += n
		}
	}
	slices.SortStableFunc(found, func(a, b string) int {
		if s.Ascending {
			a, b = b, a
		}
		return ranks[a] - ranks[b]
	})
	return found, nil
}

// wordRank is how well a word fits: in the name before in the notes, whole before its beginning.
func wordRank(has, wanted string, place int) int {
	if has == wanted {
		return 2 * place
	}
	return 2*place + 1
}

// NameRank tells whether a name has words that begin with all words of a text, without regard to case and accents, and
// how well: less is better.
func NameRank(name, text string) (rank int, ok bool) {
	has := words(name)
	wanted := words(text)
	for _, word := range wanted {
		best := -1
		for _, h := range has {
			if n := wordRank(h, word, placeName); strings.HasPrefix(h, word) && (best < 0 || n < best) {
				best = n
			}
		}
		if best < 0 {
			return 0, false
		}
		rank += best
	}
	return rank, len(wanted) > 0 || strings.TrimSpace(text) == ""
}

// Matches is NameRank for those who do not sort.
func Matches(name, text string) bool {
	_, ok := NameRank(name, text)
	return ok
}
