package ipam

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"
)

// Update brings the ledger of a store up to date: it loads it, lets change plan
// with it, and saves it, provided that nobody else saved in between; then it
// begins again. What changed nothing is not saved. An empty store gives an empty ledger with the quarantine of
// [DefaultQuarantine]. An error of change is returned as it is, with nothing
// saved.
//
// Now is the time of the plan, by which quarantines end. The ledger that is
// returned is what the store holds.
func Update(ctx context.Context, store Store, now time.Time, change func(*Ledger) error) (*Ledger, error) {
	for {
		ledger, at, err := Load(ctx, store)
		if err != nil {
			return nil, err
		}
		before, err := ledger.MarshalText()
		if err != nil {
			return nil, err
		}
		ledger.Now = now
		if err := change(ledger); err != nil {
			return nil, err
		}
		after, err := ledger.MarshalText()
		if err != nil {
			return nil, err
		}
		if at != "" && bytes.Equal(before, after) {
			return ledger, nil
		}
		_, err = store.Save(ctx, after, at)
		if errors.Is(err, ErrStale) && ctx.Err() == nil {
			continue // somebody else got on, so this ends
		}
		if err != nil {
			return nil, err
		}
		return ledger, nil
	}
}

// DefaultQuarantine keeps an address from being reused on the day it was freed.
const DefaultQuarantine = 24 * time.Hour

// Load reads the ledger of a store, with the revision to give to [Save]. What is
// wrong with its text is of type [Problems].
func Load(ctx context.Context, store Store) (*Ledger, Revision, error) {
	text, at, err := store.Load(ctx)
	if err != nil {
		return nil, "", err
	}
	if at == "" {
		return &Ledger{Quarantine: DefaultQuarantine}, "", nil
	}
	ledger, err := Parse(text)
	if err != nil {
		return nil, "", fmt.Errorf("the ledger:\n%w", err)
	}
	return ledger, at, nil
}

// Save replaces the ledger of a store that is still at the revision, and returns
// the new one; otherwise the error is [ErrStale], and nothing is saved.
func Save(ctx context.Context, store Store, ledger *Ledger, at Revision) (Revision, error) {
	text, err := ledger.AppendText(nil)
	if err != nil {
		return "", err
	}
	return store.Save(ctx, text, at)
}
