package ipam

import (
	"context"
	"errors"
)

// A Revision names one state of what a store holds. Two states with different
// texts never have the same revision. The empty Revision stands for a store that
// holds nothing yet, and for no other state.
//
// What a revision is made of is the store's own affair: compare revisions for
// equality only, and only those of one store.
type Revision string

// A Store keeps the text of one ledger where all its writers can reach it. It is
// safe for concurrent use.
//
// The text is any bytes; none at all (empty text) is not the same as nothing
// stored. A store neither keeps nor changes the bytes that it is given, and what
// it returns is the caller's own.
//
// Once ctx is done, both methods return an error that wraps ctx's and write
// nothing, unless the write has begun. An error of Save that is not [ErrStale]
// may leave open whether the text was written, as when an answer is lost on its
// way: load to know.
type Store interface {
	// Load returns the text and its revision; nil and "" when nothing is stored
	// yet.
	Load(ctx context.Context) (text []byte, at Revision, err error)

	// Save replaces the text, provided that the store is still at the revision,
	// and returns the revision that this makes. Otherwise nothing is written, and
	// the error wraps [ErrStale]. When several saves at one revision race, one
	// wins.
	//
	// Once Save has returned without an error, every later Load sees the text or
	// a successor of it.
	Save(ctx context.Context, text []byte, at Revision) (Revision, error)
}

// ErrStale says that the store is no longer at the revision that a save was made
// for: load again, decide again, save again. Test for it with [errors.Is].
var ErrStale = errors.New("the store holds another revision")
