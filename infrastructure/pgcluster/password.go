package pgcluster

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// readOrMakePassword returns the password kept in the file, or makes one. It is
// letters and digits only, so that it needs no quoting anywhere.
func readOrMakePassword(path string) (string, error) {
	kept, err := os.ReadFile(path)
	if password := strings.TrimSpace(string(kept)); err == nil && password != "" {
		return password, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("read the password: %w", err)
	}
	password := rand.Text()
	if err := os.WriteFile(path, []byte(password+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("keep the password: %w", err)
	}
	return password, nil
}
