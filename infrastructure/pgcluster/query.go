package pgcluster

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// URL is how the role connects to the database over TCP, with the cluster's
// password, which the superuser "postgres" has and every role given to Login.
func (c *Cluster) URL(role, database string) string {
	location := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(role, c.password),
		Host:     net.JoinHostPort(loopback, strconv.Itoa(int(c.port))),
		Path:     database,
		RawQuery: "sslmode=disable",
	}
	return location.String()
}

// Exec runs SQL, one statement or several, as the superuser in the database
// "postgres". Several statements are one transaction unless they say otherwise.
func (c *Cluster) Exec(ctx context.Context, sql string) error {
	const connectTimeout = 5 * time.Second
	config, err := pgx.ParseConfig(fmt.Sprintf("user=%s dbname=postgres sslmode=disable", superuser))
	if err != nil {
		return fmt.Errorf("pgcluster: connection settings: %w", err)
	}
	config.Host, config.Port, config.Password = c.socket, c.port, ""
	config.Fallbacks, config.ConnectTimeout = nil, connectTimeout
	connection, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return fmt.Errorf("pgcluster: connect: %w", err)
	}
	_, err = connection.Exec(ctx, sql)
	if err := errors.Join(err, connection.Close(ctx)); err != nil {
		return fmt.Errorf("pgcluster: run SQL: %w", err)
	}
	return nil
}

// Login lets roles which exist log in with the cluster's password, so that URL
// holds for them.
func (c *Cluster) Login(ctx context.Context, roles ...string) error {
	for _, role := range roles {
		if err := c.Exec(ctx, "ALTER ROLE "+quote(role)+" LOGIN PASSWORD '"+c.password+"'"); err != nil {
			return err
		}
	}
	return nil
}

// CreateDatabase makes a database that belongs to the role owner. One that
// exists is left as it is.
func (c *Cluster) CreateDatabase(ctx context.Context, name, owner string) error {
	const duplicateDatabase = "42P04"
	err := c.Exec(ctx, "CREATE DATABASE "+quote(name)+" OWNER "+quote(owner))
	var failure *pgconn.PgError
	if errors.As(err, &failure) && failure.Code == duplicateDatabase {
		return nil
	}
	return err
}

func quote(identifier string) string { return pgx.Identifier{identifier}.Sanitize() }
