package config_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/config"
)

func TestARedisURLIsCheckedAndNotRepeated(t *testing.T) {
	t.Parallel()
	for text, fits := range map[string]bool{
		"redis://host": true, "redis://:s3cret@host:6379/0": true, "rediss://user:s3cret@host:6380": true,
		"http://:s3cret@host": false, "redis://:s3cret@/0": false, "redis://:s3cret@host/zero": false,
		"redis://:s3cret@host?pool_size=1": false, "s3cret": false,
	} {
		var url config.RedisURL
		err := url.UnmarshalText([]byte(text))
		require.Equal(t, fits, err == nil, text)
		if err != nil {
			require.NotContains(t, err.Error(), "s3cret")
		}
	}
}
