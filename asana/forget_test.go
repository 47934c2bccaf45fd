package asana_test

import (
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
	"jirabridge/asana/kit/sqldb"
)

func TestForgetEvents(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, last := t.Context(), len(events(t, w))
		_, err := w.DB.Writer().Exec("update events set created_at = $1 where seq <= 3", sqldb.Micros(time.Now().Add(-100*time.Hour)))
		check(t, err)
		for _, want := range []int64{3, 0} {
			if n, err := w.Platform.ForgetEvents(ctx, time.Now().Add(-99*time.Hour)); err != nil || n != want {
				t.Errorf("forgot %d events (%v), want %d", n, err, want)
			}
		}
		left, err := w.Platform.Events(ctx, 0, 10000)
		check(t, err)
		if len(left) != last-3 || left[0].Seq != 4 {
			t.Errorf("%d events are left, the first is number %d", len(left), left[0].Seq)
		}
		if n, err := w.Platform.ForgetEvents(ctx, time.Now().Add(time.Hour)); err != nil || n != int64(last-3) {
			t.Errorf("forgot %d events (%v)", n, err)
		}
		_, err = w.Platform.CreateTask(ctx, w.Member.Actor, asana.NewTask{Projects: []string{w.Project.GID}, Name: "After"})
		check(t, err)
		left, err = w.Platform.Events(ctx, 0, 10000)
		check(t, err)
		if len(left) == 0 || left[0].Seq != int64(last+1) {
			t.Errorf("after all were forgotten the log goes on with %+v", left)
		}
	})
}

// More events than one statement deletes.
func TestForgetManyEvents(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		_, err := w.DB.Writer().Exec(`with recursive n (i) as (select 1 union all select i + 1 from n where i < 2500)
			insert into events (seq, created_at, workspace, person, app, action, resource_type, resource, resource_subtype, parent_type, parent, task, projects, field, value)
			select 100000 + i, 5, '', '', '', '', '', '', '', '', '', '', '', '', '' from n`)
		check(t, err)
		_, err = w.DB.Writer().Exec("delete from events where seq < 100000")
		check(t, err)
		if n, err := w.Platform.ForgetEvents(t.Context(), time.Now()); err != nil || n != 2500 {
			t.Errorf("forgot %d events, %v", n, err)
		}
	})
}
