package job_test

import (
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/id"
)

// sorted has what a seed draws from in one order.
func sorted(ids []id.UUID) []id.UUID {
	slices.SortFunc(ids, func(a, b id.UUID) int { return slices.Compare(a[:], b[:]) })
	return ids
}
