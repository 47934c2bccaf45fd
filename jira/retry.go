package jira

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
)

const (
	maxRetries = 2
	// minWait is the first wait when Jira names none; the second is twice as long.
	minWait = time.Second
	// maxWait is the longest wait we accept from Jira within one call. Beyond
	// it the caller gets the error and its RetryAfter.
	maxWait = 10 * time.Second
)

// patiently tries a read again when Jira was too busy to answer it, as long as
// the wait fits into the context.
func patiently(ctx context.Context, try func() error) error {
	wait, next := time.Duration(0), minWait
	policy := retrypolicy.NewBuilder[any]().
		HandleIf(func(_ any, err error) bool {
			wait, next = max(next, retryAfter(err)), 2*next
			return isBusy(err) && wait <= maxWait && fits(ctx, wait)
		}).
		WithMaxRetries(maxRetries).
		WithDelayFunc(func(failsafe.ExecutionAttempt[any]) time.Duration { return wait }).
		ReturnLastFailure().
		Build()
	err := failsafe.With(policy).WithContext(ctx).Run(try)
	return gaveUp(err)
}

// isBusy reports whether trying again can help: 429 and 503.
func isBusy(err error) bool {
	var e *Error
	return errors.As(err, &e) &&
		(e.Kind == RateLimited || e.Status == http.StatusServiceUnavailable)
}

func retryAfter(err error) time.Duration {
	var e *Error
	if errors.As(err, &e) {
		return e.RetryAfter
	}
	return 0
}

func fits(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return !ok || time.Until(deadline) > wait
}

// gaveUp makes an Error of a bare context error, which failsafe returns when
// the context ends during a try or between two.
func gaveUp(err error) error {
	var e *Error
	if err == nil || errors.As(err, &e) || !isContextError(err) {
		return err
	}
	return &Error{Kind: kindOfFailure(err), Method: http.MethodGet, Err: err}
}
