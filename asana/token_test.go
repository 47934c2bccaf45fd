package asana_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/asanatest"
)

func TestTokensAreTheirOwners(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, mia, carl := t.Context(), w.Platform, w.Member.Actor, w.Colleague.Actor
		secret, token, err := p.CreateToken(ctx, mia, asana.NewToken{Description: " backup script "})
		if err != nil {
			t.Fatal(err)
		}
		shape := regexp.MustCompile(`^2/` + mia.Person + `/` + token.GID + `:[0-9a-f]{32}$`)
		if !shape.MatchString(secret.Reveal()) || token.Description != "backup script" || !token.ExpiresAt.IsZero() {
			t.Errorf("token %s, %+v", secret.Reveal(), token)
		}
		tomorrow := time.Now().UTC().AddDate(0, 0, 1).Format(time.DateOnly)
		if err := p.EditToken(ctx, mia, token.GID, asana.NewToken{Description: "nightly", ExpiresOn: tomorrow}); err != nil {
			t.Error(err)
		}
		rotated, err := p.RotateToken(ctx, mia, token.GID)
		if err != nil || rotated == secret || !shape.MatchString(rotated.Reveal()) {
			t.Errorf("rotated: %s, %v", rotated.Reveal(), err)
		}
		list, err := p.Tokens(ctx, mia)
		if err != nil || len(list) != 2 || list[0].Description != "nightly" || list[0].ExpiresAt.Before(time.Now()) {
			t.Errorf("tokens: %+v, %v", list, err)
		}
		for what, err := range map[string]error{
			"edit": p.EditToken(ctx, carl, token.GID, asana.NewToken{Description: "x"}), "revoke": p.RevokeToken(ctx, carl, token.GID),
		} {
			if !asana.IsKind(err, asana.NotFound) {
				t.Errorf("%s by somebody else: %v", what, err)
			}
		}
		if err := p.RevokeToken(ctx, mia, token.GID); err != nil {
			t.Error(err)
		}
		if _, err := p.RotateToken(ctx, mia, token.GID); !asana.IsKind(err, asana.NotFound) {
			t.Errorf("rotating what was revoked: %v", err)
		}
	})
}

// Who has lost API access ends tokens and makes none: a secret it would be, and a longer life.
func TestTokensWithoutAPIAccess(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, mia := t.Context(), w.Platform, w.Member.Actor
		_, token, err := p.CreateToken(ctx, mia, asana.NewToken{Description: "nightly"})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.SetAPIAccess(ctx, w.Owner.Actor, w.Workspace.GID, mia.Person, false); err != nil {
			t.Fatal(err)
		}
		if secret, err := p.RotateToken(ctx, mia, token.GID); !asana.IsKind(err, asana.Forbidden) || secret != "" {
			t.Errorf("rotated: %v", err)
		}
		if err := p.EditToken(ctx, mia, token.GID, asana.NewToken{Description: "for ever"}); !asana.IsKind(err, asana.Forbidden) {
			t.Errorf("edited: %v", err)
		}
		if err := p.RevokeToken(ctx, mia, token.GID); err != nil {
			t.Error(err)
		}
	})
}

func TestWhatATokenIsMadeFrom(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, mia := t.Context(), w.Platform, w.Member.Actor
		for field, bad := range map[string][]asana.NewToken{
			"description": {{Description: " \n"}, {Description: strings.Repeat("ö", 201)}, {Description: "a\x00b"}},
			"expires_on":  {{Description: "x", ExpiresOn: "soon"}, {Description: "x", ExpiresOn: "2020-01-01"}},
		} {
			for _, n := range bad {
				_, _, err := p.CreateToken(ctx, mia, n)
				if e, ok := err.(*asana.Error); !ok || e.Kind != asana.Invalid || e.Field != field {
					t.Errorf("%.20q: %v", n, err)
				}
			}
		}
		if _, _, err := p.CreateToken(ctx, mia, asana.NewToken{Description: strings.Repeat("ö", 200)}); err != nil {
			t.Error(err)
		}
		if _, _, err := p.CreateToken(ctx, w.Guest.Actor, asana.NewToken{Description: "x"}); !asana.IsKind(err, asana.Forbidden) {
			t.Errorf("a guest: %v", err)
		}
	})
}

// A fake is known without a look-up.
func TestTokenText(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		real := w.Member.Token.Reveal()
		if !asana.IsTokenText(real) {
			t.Error("a token is taken for a fake")
		}
		last := map[bool]string{true: "1", false: "0"}[strings.HasSuffix(real, "0")]
		for _, fake := range []string{
			"", "2/", "2/1/2:3", real[:len(real)-1], real[:len(real)-1] + last, real + "0", " " + real,
			strings.Replace(real, "2/", "2/9", 1), real[:len(real)-32] + strings.Repeat("0", 32),
		} {
			if asana.IsTokenText(fake) {
				t.Errorf("%q is taken for a token", fake)
			}
		}
	})
}

// Whoever manages users revokes the tokens of others, but not an owner's.
func TestTokensOfOthers(t *testing.T) {
	each(t, func(t *testing.T, w *asanatest.World) {
		ctx, p, space := t.Context(), w.Platform, w.Workspace.GID
		first := func(of asanatest.Person) string {
			t.Helper()
			list, err := p.Tokens(ctx, of.Actor)
			if err != nil || len(list) == 0 {
				t.Fatalf("tokens: %v, %v", list, err)
			}
			return list[0].GID
		}
		revoke := func(by, of asanatest.Person) error {
			return p.RevokeTokenOf(ctx, by.Actor, space, of.GID, first(of))
		}
		if err := revoke(w.Colleague, w.Member); !asana.IsKind(err, asana.Forbidden) {
			t.Errorf("without the permission: %v", err)
		}
		if err := p.SetManagesUsers(ctx, w.Member.Actor, space, w.Colleague.GID, true); !asana.IsKind(err, asana.Forbidden) {
			t.Errorf("a member gives the permission: %v", err)
		}
		if err := p.SetManagesUsers(ctx, w.SuperAdmin.Actor, space, w.Colleague.GID, true); err != nil {
			t.Fatal(err)
		}
		for _, by := range []asanatest.Person{w.Colleague, w.SuperAdmin} {
			if err := revoke(by, w.Owner); !asana.IsKind(err, asana.Forbidden) {
				t.Errorf("%s revokes an owner's: %v", by.Name, err)
			}
		}
		if err := revoke(w.Colleague, w.Member); err != nil {
			t.Error(err)
		}
		if list, err := p.TokensOf(ctx, w.Colleague.Actor, space, w.Member.GID); err != nil || len(list) != 0 {
			t.Errorf("left: %v, %v", list, err)
		}
		if err := p.SetAPIAccess(ctx, w.Colleague.Actor, space, w.Guest.GID, true); !asana.IsKind(err, asana.Invalid) {
			t.Errorf("a guest: %v", err)
		}
	})
}
