package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/puddle/v2"

	"github.com/mmm-engine/mmm-engine/domain/erasure"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// SQLSTATEs that this adapter knows by more than their class.
const (
	swapLost         = "MM001" // raised by require_swap
	uniqueViolation  = "23505"
	readOnly         = "25006"
	serialization    = "40001"
	deadlock         = "40P01"
	objectNotInState = "55000"
	lockNotAvailable = "55P03"
	// The server ended a transaction that stood idle.
	idleInTransaction = "25P03"
)

// erasedActor is the swap that is lost when an actor is being erased.
const erasedActor = "erased_actor"

// translate turns what the driver reports into a fault, once, keeping the cause.
// The doing says what was tried, for the log.
func translate(err error, doing string) error {
	if err == nil {
		return nil
	}
	cause := fmt.Errorf("%s: %w", doing, err)
	// A login that is refused comes with a state of its own, and is no answer to a
	// statement: who cannot connect cannot connect.
	if isConnection(err) {
		return unavailable(cause)
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return translateState(pg, cause)
	}
	return fault.Wrap(fault.Internal, "INTERNAL", "the database gave an answer that was not expected", cause)
}

func translateState(pg *pgconn.PgError, cause error) error {
	switch pg.Code {
	case swapLost:
		if pg.ConstraintName == erasedActor {
			return erasure.UnderWay(cause)
		}
		return fault.Wrap(fault.Stale, "SWAP_LOST_"+strings.ToUpper(pg.ConstraintName),
			"somebody else changed it at the same moment; read it again and repeat", cause)
	case uniqueViolation:
		return fault.Wrap(fault.Conflict, "ALREADY_EXISTS", "it exists already", cause)
	case serialization, deadlock, readOnly, objectNotInState, lockNotAvailable, idleInTransaction:
		return unavailable(cause)
	}
	for _, class := range []string{"08", "53", "57", "58"} { // connection, resources, operator, system
		if strings.HasPrefix(pg.Code, class) {
			return unavailable(cause)
		}
	}
	return fault.Wrap(fault.Internal, "INTERNAL", "the database refused a statement", cause)
}

func unavailable(cause error) error {
	return fault.Wrap(fault.Unavailable, "DATABASE_UNAVAILABLE",
		"the database is not available at the moment; repeat the request in a while", cause)
}

func isConnection(err error) bool {
	var network net.Error
	var connect *pgconn.ConnectError
	return errors.As(err, &network) || errors.As(err, &connect) || pgconn.Timeout(err) || pgconn.SafeToRetry(err) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, puddle.ErrClosedPool) ||
		strings.Contains(err.Error(), "conn closed")
}

// missing answers NotFound for a row that is not there, else translates.
func missing(err error, what, doing string) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return fault.Missing(what)
	}
	return translate(err, doing)
}
