// Package squeeze keeps long text short for the stores that limit how much they
// take at once.
//
// The packed form is gzip (RFC 1952): anybody can read what is stored with
// gunzip, and its check sum finds what was damaged.
package squeeze

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
)

// MaxText is the longest text in bytes that [Unpack] gives back, and so the
// longest that a store may pack. A kilobyte of gzip can unfold to a megabyte:
// without a bound whoever may write to the store could fill the memory of
// everyone who reads it.
const MaxText = 64 << 20

// magic is how gzip begins: two bytes that identify it, and "deflate", the only
// method that RFC 1952 defines (section 2.3.1).
const magic = "\x1f\x8b\x08"

// IsPacked reports whether bytes begin as [Pack] begins. Text of a ledger never
// does; a store packs whatever else does, however short, so that what it reads
// is never unfolded once too often.
func IsPacked(b []byte) bool { return bytes.HasPrefix(b, []byte(magic)) }

// Pack returns the text as gzip. The header names no file, no time and no
// system: the same text gives the same bytes (of one version of Go).
func Pack(text []byte) []byte {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	// Writing to a buffer gives no error.
	_, _ = w.Write(text)
	_ = w.Close()
	return packed.Bytes()
}

// Unpack returns what [Pack] was given. It refuses what is damaged, what goes on
// after its end, and what is longer than [MaxText] when unfolded.
func Unpack(packed []byte) ([]byte, error) { return unpack(packed, MaxText) }

func unpack(packed []byte, limit int64) ([]byte, error) {
	rest := bytes.NewReader(packed) // an io.ByteReader, so gzip reads no further than it must
	r, err := gzip.NewReader(rest)
	if err != nil {
		return nil, damaged(err)
	}
	r.Multistream(false)
	text, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, damaged(err)
	}
	if int64(len(text)) > limit {
		return nil, fmt.Errorf("packed text unfolds to more than %d bytes", limit)
	}
	if rest.Len() > 0 {
		return nil, damaged(fmt.Errorf("%d bytes after the end", rest.Len()))
	}
	return text, nil
}

func damaged(err error) error {
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF // an end that nobody expects, whatever the caller does with io.EOF
	}
	return fmt.Errorf("packed text is damaged: %w", err)
}
