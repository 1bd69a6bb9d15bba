package ports

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// WindowCache holds copies of subjects' windows, for all instances. The truth is
// elsewhere (Store): a copy may be old, or gone, at any time. Whoever decides by an old
// one loses the compare-and-swap, and decides again by the truth.
type WindowCache interface {
	// GetWindow answers the copy of the subject's window, whole and as one version of it
	// was, in one round trip. One that is not there, or not whole, is not found.
	GetWindow(ctx context.Context, owner tenant.ID, subject signal.Subject) (window fatigue.Window, found bool, err error)
	// PutWindows keeps those that are newer than what is held, or as new where not all of
	// that is there any more; the others it passes over. So what is found of a subject
	// never grows older, in whatever order copies come.
	PutWindows(ctx context.Context, copies []WindowCopy) error
	// ForgetWindow removes the copy of the subject's window. Repeating it is harmless.
	ForgetWindow(ctx context.Context, owner tenant.ID, subject signal.Subject) error
}

// WindowCopy is a committed window, and whose.
type WindowCopy struct {
	TenantID tenant.ID
	Subject  signal.Subject
	Window   fatigue.Window
}
