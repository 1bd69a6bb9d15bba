// Package vault encrypts tenants' secrets at rest.
package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// version is the first byte of what was encrypted: AES-256-GCM with a random nonce
// of 12 bytes. The key's id follows, then the nonce, then the sealed secret; the
// tenant and the two leading bytes are authenticated with it.
const version = 1

// headerSize is that of the version and the key's id.
const headerSize = 2

// Cipher encrypts with the first of its keys and decrypts with any.
type Cipher struct {
	current byte
	keys    map[byte]cipher.AEAD
}

var _ ports.Cipher = (*Cipher)(nil)

// Encrypt implements ports.Cipher.
func (c *Cipher) Encrypt(owner tenant.ID, secret []byte) ([]byte, error) {
	header := []byte{version, c.current}
	//nolint:gosec // G407: the cipher draws the nonce itself.
	return c.keys[c.current].Seal(header, nil, secret, associated(header, owner)), nil
}

// Decrypt implements ports.Cipher.
func (c *Cipher) Decrypt(owner tenant.ID, encrypted []byte) ([]byte, error) {
	if len(encrypted) < headerSize || encrypted[0] != version {
		return nil, undecipherable(errors.New("it is of no version known here"))
	}
	header, sealed := encrypted[:headerSize], encrypted[headerSize:]
	key, known := c.keys[header[1]]
	if !known {
		return nil, undecipherable(errors.New("the key that encrypted it is not among those given"))
	}
	secret, err := key.Open(nil, nil, sealed, associated(header, owner))
	if err != nil {
		return nil, undecipherable(err)
	}
	return secret, nil
}

func undecipherable(cause error) error {
	return fault.Wrap(fault.Internal, "SECRET_UNREADABLE", "a stored secret cannot be decrypted: set it again", cause)
}

// associated is the header and the tenant; where one ends is clear, the header's
// length being fixed.
func associated(header []byte, owner tenant.ID) []byte {
	return append(append([]byte(nil), header...), owner...)
}

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("make the cipher: %w", err)
	}
	mode, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("make the cipher: %w", err)
	}
	return mode, nil
}
