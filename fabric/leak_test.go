package fabric_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
)

// TestErrorsNeverRepeatAPassword misplaces a password in the ways in which people
// do, and looks for it in what is reported.
func TestErrorsNeverRepeatAPassword(t *testing.T) {
	const secret = "s3cr3t-w0rd"
	for _, session := range []string{
		"{password:" + secret + "}",
		"{hold: 30s, password " + secret + "}",
		secret,
		"[" + secret + "]",
		"{" + secret + ": 1}",
		"{passwrd: " + secret + "}",
		"{password: [" + secret + "]}",
		"{password: {form: " + secret + "}}",
		"{password: {from: " + secret + "}, password: " + secret + "}",
		"\n    password: " + secret + "\n      " + secret + ": z",
		"\n    password: " + secret + "\n    " + secret + ": z",
		"{1" + secret + ": x, 1" + secret + ": y}",
	} {
		_, err := fabric.Load(strings.NewReader("name: x\nclusters:\n- name: k8s\n  session: " + session + "\n"))
		require.Error(t, err, session)
		assert.NotContains(t, err.Error(), secret, session)
		assert.NotContains(t, err.Error(), "w0rd", session)
	}
}
