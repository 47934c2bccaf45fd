package rekey

import (
	"context"
	"fmt"

	"jirabridge/asana/kit/seal"
	"jirabridge/asana/kit/sqldb"
)

// Use is how many secrets of a database each key has sealed.
type Use map[seal.Mark]int

// Count looks at the marks of all secrets; it opens none.
func Count(ctx context.Context, db *sqldb.DB) (Use, error) {
	use := Use{}
	for _, c := range columns() {
		if err := c.count(ctx, db, use); err != nil {
			return nil, fmt.Errorf("count %s: %w", c.table, err)
		}
	}
	return use, nil
}

func (c column) count(ctx context.Context, db *sqldb.DB, use Use) error {
	query := fmt.Sprintf("select substr(%[1]s, 1, %[2]d), count(*) from %[3]s where length(%[1]s) > 0 group by 1", c.name, len(seal.Mark{}), c.table)
	rows, err := db.Reader().QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var head []byte
		var n int
		if err := rows.Scan(&head, &n); err != nil {
			return err
		}
		mark, _ := seal.MarkOf(head) // a shorter one is nobody's
		use[mark] += n
	}
	return rows.Err()
}

// Older is how many secrets other keys than the primary one have sealed.
func (u Use) Older(keys *seal.Keyset) (n int) {
	for mark, sealed := range u {
		if mark != keys.Primary() {
			n += sealed
		}
	}
	return n
}

// Foreign is how many secrets none of keys opens.
func (u Use) Foreign(keys *seal.Keyset) (n int) {
	for mark, sealed := range u {
		if !keys.Has(mark) {
			n += sealed
		}
	}
	return n
}
