package application

import (
	"context"
	"slices"
)

// Use is a command or a query: it says itself who may do it.
type Use interface {
	// Authorise answers a fault when the caller that the use carries may not do it.
	Authorise() error
}

// Handler carries out one use case.
type Handler[U Use, R any] func(ctx context.Context, use U) (R, error)

// Call is what decorators know of a use case.
type Call struct {
	// Name is the verb phrase, such as "decide" or "publish_playbook".
	Name string
	Use  Use
}

// Decorator runs around every use case. It calls next once, and answers its error
// or one of its own.
type Decorator func(ctx context.Context, call Call, next func(context.Context) error) error

// UseCase is a handler with its decorators. It can only be had from Chain, so
// that none goes undecorated.
type UseCase[U Use, R any] struct {
	name   string
	handle Handler[U, R]
}

// Chain puts the decorators around the handler, the first one outermost, and
// authorisation inside all of them: it cannot be left out.
func Chain[U Use, R any](name string, handle Handler[U, R], decorators ...Decorator) UseCase[U, R] {
	handle = authorised(handle)
	for _, around := range slices.Backward(decorators) {
		handle = decorated(name, around, handle)
	}
	return UseCase[U, R]{name: name, handle: handle}
}

// Do carries out the use case.
func (u UseCase[U, R]) Do(ctx context.Context, use U) (R, error) { return u.handle(ctx, use) }

// Name answers the verb phrase.
func (u UseCase[U, R]) Name() string { return u.name }

func authorised[U Use, R any](next Handler[U, R]) Handler[U, R] {
	return func(ctx context.Context, use U) (R, error) {
		if err := use.Authorise(); err != nil {
			var none R
			return none, err
		}
		return next(ctx, use)
	}
}

func decorated[U Use, R any](name string, around Decorator, next Handler[U, R]) Handler[U, R] {
	return func(ctx context.Context, use U) (result R, err error) {
		err = around(ctx, Call{Name: name, Use: use}, func(ctx context.Context) error {
			result, err = next(ctx, use)
			return err
		})
		return result, err
	}
}
