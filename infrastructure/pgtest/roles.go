package pgtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/mmm-engine/mmm-engine/db"
)

// rolesMade remembers that this process has made the roles, and how that went.
//
//nolint:gochecknoglobals // roles belong to the server, and the process has one
var rolesMade struct {
	sync.Once

	err error
}

// ensureRoles makes the roles and lets them log in, once a process. Processes
// that do so at the same time take turns.
func ensureRoles(ctx context.Context, server server) error {
	rolesMade.Do(func() { rolesMade.err = makeRoles(context.WithoutCancel(ctx), server) })
	return rolesMade.err
}

func makeRoles(ctx context.Context, server server) error {
	const timeout = time.Minute
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	connection, err := pgx.Connect(ctx, server.location.String())
	if err != nil {
		return fmt.Errorf("connect as the superuser: %w", err)
	}
	err = pgx.BeginFunc(ctx, connection, func(tx pgx.Tx) error { return setRoles(ctx, tx, server.password()) })
	return errors.Join(err, connection.Close(ctx))
}

func setRoles(ctx context.Context, tx pgx.Tx, password string) error {
	statements := []string{"SELECT pg_advisory_xact_lock(hashtext('pgtest roles'))", db.Roles}
	for _, role := range []string{owner, api, worker} {
		statements = append(statements, "ALTER ROLE "+role+" LOGIN PASSWORD "+literal(password))
	}
	for _, statement := range statements {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return fmt.Errorf("make the roles: %w", err)
		}
	}
	return nil
}

// literal is the text as SQL reads it, whatever is in it. PASSWORD takes no
// parameter.
func literal(text string) string {
	return "E'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text) + "'"
}
