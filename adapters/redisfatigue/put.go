package redisfatigue

import (
	"context"
	_ "embed"
	"slices"
	"strconv"

	"github.com/redis/go-redis/v9"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/ports"
)

//go:embed put.lua
var putSource string

// put compares and replaces on the server, where nobody comes between.
var put = redis.NewScript(putSource) //nolint:gochecknoglobals // made once of a constant

// mostTogether bounds one round trip: the server does nothing else meanwhile.
const mostTogether = 64

// PutWindows implements ports.WindowCache: one round trip for so many copies, two after
// the server has forgotten the script.
func (c *Cache) PutWindows(ctx context.Context, copies []ports.WindowCopy) error {
	for group := range slices.Chunk(copies, mostTogether) {
		keys, values, err := commandOf(group)
		if err != nil {
			return err
		}
		if err := put.Run(ctx, c.client, keys, values...).Err(); err != nil {
			return unavailable(err)
		}
	}
	return nil
}

// commandOf answers what the script wants to know.
func commandOf(group []ports.WindowCopy) (keys []string, values []any, err error) {
	types := action.Types()
	life := strconv.Itoa(int(fatigue.Span.Seconds())) // what is older counts nowhere
	values = append(values, strconv.Itoa(len(types)), life)
	for _, one := range group {
		parts, err := valuesOf(one.Window, types)
		if err != nil {
			return nil, nil, err
		}
		keys = append(keys, keysOf(one.TenantID, one.Subject, types)...)
		values = append(values, strconv.FormatInt(one.Window.Version, 10))
		for _, text := range parts {
			values = append(values, text)
		}
	}
	return keys, values, nil
}
