package httpapi

import (
	"fmt"
	"strconv"

	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/ports"
)

// placeText writes the part of a place that a list of the state goes by, for cursors.
func placeText(state receipt.State, place ports.ReceiptPlace) string {
	switch state {
	case "":
		return place.ID.String()
	case receipt.Pending:
		return positionText(place.Fed)
	case receipt.SealedState, receipt.Emitted, receipt.Failed:
	}
	return strconv.FormatInt(place.Sequence, 10)
}

// receiptPlace reads what placeText wrote; the zero place where there is nothing.
func receiptPlace(state receipt.State, text string) (place ports.ReceiptPlace, err error) {
	switch {
	case text == "":
	case state == "":
		place.ID, err = id.Parse(text)
	case state == receipt.Pending:
		place.Fed, err = positionOf(text)
	default:
		place.Sequence, err = natural(text)
	}
	return place, err
}

// natural reads a number as the database counts: from 0 to the largest of 64 bits with
// a sign.
func natural(text string) (int64, error) {
	number, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		return 0, fmt.Errorf("read a place in a list: %w", err)
	}
	return int64(number), nil
}
