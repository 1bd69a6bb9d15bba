// Package precondition reads the conditions of conditional requests (RFC 9110).
package precondition

import (
	"strconv"
	"strings"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// Any is the version that matches every version.
const Any int64 = 0

// IfMatch answers the version that an If-Match header names; Any without a header
// and for "*". A tag that no resource of ours can have is a Stale fault, what is
// no entity tag an Invalid one. Weak tags count like strong ones: ours are versions.
func IfMatch(header string) (int64, error) {
	version, err := IfMatchFromZero(header)
	switch {
	case err != nil || version == nil:
		return Any, err
	case *version == 0:
		return 0, neverWas()
	}
	return *version, nil
}

// IfMatchFromZero is IfMatch for a resource that is there before it is first set, at
// version 0. It answers nil for any version.
func IfMatchFromZero(header string) (*int64, error) {
	header = strings.TrimSpace(header)
	if header == "" || header == "*" {
		return nil, nil //nolint:nilnil // any version is no version
	}
	quoted := strings.TrimPrefix(header, "W/")
	tag, ok := strings.CutPrefix(quoted, `"`)
	tag, closed := strings.CutSuffix(tag, `"`)
	if !ok || !closed || strings.ContainsAny(tag, `" `) {
		return nil, fault.InvalidInput([]fault.Problem{{Path: "If-Match", Message: `must be one ETag, such as "3", or *`}})
	}
	version, err := strconv.ParseInt(tag, 10, 64)
	if err != nil || version < 0 || strconv.FormatInt(version, 10) != tag {
		return nil, neverWas()
	}
	return &version, nil
}

func neverWas() error {
	return fault.New(fault.Stale, fault.VersionMismatch,
		"If-Match names a version that never was; read the resource again and repeat with its ETag")
}
