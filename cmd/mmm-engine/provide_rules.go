package main

import (
	"time"

	"github.com/mmm-engine/mmm-engine/adapters/cached"
	"github.com/mmm-engine/mmm-engine/adapters/celrules"
	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Bounds of what is kept compiled: a few kilobytes an expression, some more a tenant.
const (
	expressionsKept = 50_000
	tenantsKept     = 10_000
)

func newRules() (*celrules.Rules, error) { return celrules.New(expressionsKept) }

func newCatalogue(reader ports.PlaybookReader, rules ports.Rules, metrics *observed.Metrics) (*cached.Catalogue, error) {
	return cached.NewCatalogue(reader, rules, tenantsKept, metrics.PlaybookCache)
}

// newZones answers the zones of the machine, or those of the program where it has none.
func newZones() tenant.Zones { return time.LoadLocation }
