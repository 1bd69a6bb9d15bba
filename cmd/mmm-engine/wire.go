//go:build wireinject

package main

import (
	"context"
	"io"

	"github.com/google/wire"

	"github.com/mmm-engine/mmm-engine/infrastructure/config"
)

// newEngine puts the engine together. The clean-up closes what the parts share,
// after they have stopped.
func newEngine(ctx context.Context, settings config.Config, out io.Writer) (*engine, func(), error) {
	panic(wire.Build(telemetrySet, storageSet, identitySet, rulesSet, evidenceSet, deliverySet, useCaseSet, servingSet))
}
