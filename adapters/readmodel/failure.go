package readmodel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/puddle/v2"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// translate turns what the driver reports into a fault, once, keeping the cause.
// A row that is not there is what was not found.
func translate(err error, what string) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return fault.Missing(what)
	}
	cause := fmt.Errorf("read %s: %w", what, err)
	if passes(err) {
		return fault.Wrap(fault.Unavailable, "DATABASE_UNAVAILABLE",
			"the database is not available at the moment; repeat the request", cause)
	}
	return fault.Wrap(fault.Internal, "INTERNAL", "the database gave an answer that was not expected", cause)
}

// passes reports whether the same query may succeed later.
func passes(err error) bool {
	var network net.Error
	var connect *pgconn.ConnectError
	switch {
	case errors.As(err, &network), errors.As(err, &connect), pgconn.SafeToRetry(err),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed),
		errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded),
		errors.Is(err, puddle.ErrClosedPool):
		return true
	}
	pg, ok := errors.AsType[*pgconn.PgError](err)
	// Connection, transaction rollback (a replica cancels queries so), resources,
	// operator, system.
	return ok && slices.ContainsFunc([]string{"08", "40", "53", "57", "58"}, func(class string) bool {
		return strings.HasPrefix(pg.Code, class)
	})
}
