package httpapi

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/cursor"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/event"
)

// feedOf names the caller's actions on a surface: an event id or a cursor of these is
// good for no others. It is a hash, since ids are written down where an actor's is not.
func feedOf(caller actor.Caller, surface action.Surface) string {
	sum := sha256.Sum256([]byte(string(caller.TenantID) + "\x00" + caller.Actor.ID + "\x00" + string(surface)))
	return "actions/" + hex.EncodeToString(sum[:16])
}

// eventID answers the opaque id of the action at a position.
func eventID(feed string, at event.Position) string { return cursor.Write(feed, positionText(at)) }

// positionOfEvent reads the id of the last event that a client had; none is the zero
// position.
func positionOfEvent(feed, eventID string) (event.Position, error) {
	if eventID == "" {
		return event.Position{}, nil
	}
	text, err := cursor.Read(feed, eventID)
	if err != nil {
		return event.Position{}, err
	}
	return positionOf(text)
}

func positionText(at event.Position) string {
	return strconv.FormatUint(at.Transaction, 10) + "." + strconv.FormatInt(at.Number, 10)
}

// positionOf reads what positionText wrote; empty text is the zero position.
func positionOf(text string) (event.Position, error) {
	if text == "" {
		return event.Position{}, nil
	}
	transaction, number, _ := strings.Cut(text, ".")
	first, err := natural(transaction)
	if err != nil {
		return event.Position{}, err
	}
	second, err := natural(number)
	if err != nil {
		return event.Position{}, err
	}
	return event.Position{Transaction: uint64(first), Number: second}, nil
}
