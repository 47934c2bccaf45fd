package ui

import (
	"net/http"
	"strings"
	"time"

	"jirabridge/asana"
	"jirabridge/asana/kit/page"
	"jirabridge/asana/kit/seal"
)

// A person's tokens are one list behind two doors: the developer console and
// Settings > Profile. Every address of a token begins with the door one came by.
const consoleURL = "/0/my-apps"

var tokenDoors = []string{consoleURL, mySettingsURL}

// tokensData is what ui/tokens shows.
type tokensData struct {
	Door   string
	Tokens []asana.Token
	Secret string // of the token just made or rotated, shown this once
	Of     string // what that token is for
	Limit  limitData
}

// tokenData is what ui/token shows: the form of a new token, or of one there is.
type tokenData struct {
	Door        string
	Token       asana.Token // its GID is "" for a new one
	Description string
	ExpiresOn   string
	Today       string
	Problem     string
	Field       string
}

func door(v visit) string {
	if strings.HasPrefix(v.r.URL.Path, consoleURL) {
		return consoleURL
	}
	return mySettingsURL
}

// showTokens is GET /0/my-settings/tokens.
func (u *UI) showTokens(v visit) error { return u.renderTokens(v, tokensData{}) }

// renderTokens shows the list, in the page of the door.
func (u *UI) renderTokens(v visit, data tokensData) error {
	if err := u.needAPIAccess(v); err != nil {
		return err
	}
	data.Door = door(v)
	var err error
	if data.Tokens, err = u.platform.Tokens(v.r.Context(), v.actor); err != nil {
		return err
	}
	if data.Limit, err = u.limit(v); err != nil {
		return err
	}
	if data.Door == consoleURL {
		return u.renderConsole(v, data)
	}
	return u.render(v, http.StatusOK, "ui/mytokens", page.View{Title: "ui.token_menu", Layout: "app", Data: data})
}

// needAPIAccess refuses who has no API access.
func (u *UI) needAPIAccess(v visit) error {
	may, err := u.platform.MayUseAPI(v.r.Context(), v.person.GID)
	if err == nil && !may {
		return asana.NoAPIAccess()
	}
	return err
}

// showNewToken is GET …/tokens/new.
func (u *UI) showNewToken(v visit) error {
	return u.renderToken(v, http.StatusOK, tokenData{})
}

// createToken is POST …/tokens. The token is in the answer and nowhere else.
func (u *UI) createToken(v visit) error {
	n := asana.NewToken{Description: v.form("description"), ExpiresOn: v.form("expires_on")}
	secret, token, err := u.platform.CreateToken(v.r.Context(), v.actor, n)
	if err != nil {
		return u.afterToken(v, tokenData{Description: n.Description, ExpiresOn: n.ExpiresOn}, err)
	}
	return u.showSecret(v, secret, token)
}

func (u *UI) showSecret(v visit, secret seal.Secret, token asana.Token) error {
	return u.renderTokens(v, tokensData{Secret: secret.Reveal(), Of: token.Description})
}

// showToken is GET …/tokens/{token}.
func (u *UI) showToken(v visit) error {
	token, err := u.platform.Token(v.r.Context(), v.actor, v.path("token"))
	if err != nil {
		return err
	}
	data := tokenData{Token: token, Description: token.Description}
	if !token.ExpiresAt.IsZero() {
		data.ExpiresOn = token.ExpiresAt.UTC().Add(-time.Second).Format(time.DateOnly)
	}
	return u.renderToken(v, http.StatusOK, data)
}

// editToken is POST …/tokens/{token}.
func (u *UI) editToken(v visit) error {
	ctx, gid := v.r.Context(), v.path("token")
	n := asana.NewToken{Description: v.form("description"), ExpiresOn: v.form("expires_on")}
	if err := u.platform.EditToken(ctx, v.actor, gid, n); err != nil {
		token, missing := u.platform.Token(ctx, v.actor, gid)
		if missing != nil {
			return missing
		}
		return u.afterToken(v, tokenData{Token: token, Description: n.Description, ExpiresOn: n.ExpiresOn}, err)
	}
	return u.done(v, tokensURL(v))
}

// rotateToken is POST …/tokens/{token}/rotate.
func (u *UI) rotateToken(v visit) error {
	ctx, gid := v.r.Context(), v.path("token")
	secret, err := u.platform.RotateToken(ctx, v.actor, gid)
	if err != nil {
		return err
	}
	token, err := u.platform.Token(ctx, v.actor, gid)
	if err != nil {
		return err
	}
	return u.showSecret(v, secret, token)
}

// revokeToken is POST …/tokens/{token}/revoke. A token that is gone already is
// no error.
func (u *UI) revokeToken(v visit) error {
	err := u.platform.RevokeToken(v.r.Context(), v.actor, v.path("token"))
	if err != nil && !asana.IsKind(err, asana.NotFound) {
		return err
	}
	return u.done(v, tokensURL(v))
}

// tokensURL is the list behind the door one came by.
func tokensURL(v visit) string {
	if door(v) == consoleURL {
		return consoleURL
	}
	return mySettingsURL + "/tokens"
}

// afterToken shows the form again with what was wrong.
func (u *UI) afterToken(v visit, data tokenData, err error) error {
	problem, ok := invalid(err)
	if !ok {
		return err
	}
	data.Field, data.Problem = problem.Field, u.say(v, problem)
	return u.renderToken(v, http.StatusBadRequest, data)
}

func (u *UI) renderToken(v visit, status int, data tokenData) error {
	if err := u.needAPIAccess(v); err != nil {
		return err
	}
	data.Door, data.Today = door(v), u.now().UTC().Format(time.DateOnly)
	title := "ui.token_creating"
	if data.Token.GID != "" {
		title = "ui.token_edit"
	}
	return u.render(v, status, "ui/token", page.View{Title: title, Layout: "app", Data: data})
}
