package postgres

import (
	"fmt"
	"sync"
	"time"
)

// zones keeps time zones that were read: the library reads their rules from a file
// each time, and every decision of a tenant with a policy asks. There are some six
// hundred; a name that is none is not kept.
type zones struct{ read sync.Map }

func (z *zones) find(name string) (*time.Location, error) {
	if known, ok := z.read.Load(name); ok {
		return known.(*time.Location), nil //nolint:forcetypeassert // the map holds nothing else
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("find a time zone: %w", err)
	}
	z.read.Store(name, zone)
	return zone, nil
}
