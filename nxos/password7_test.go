package nxos

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/podfabric/podfabric/fabric/routing"
)

func TestPasswordsOfType7AreDecoded(t *testing.T) {
	// Widely published encodings of one word at different starts.
	for _, encoded := range []string{"070C285F4D06", "094F471A1A0A", "121A0C041104", "02050D480809"} {
		text, ok := decode7(encoded)
		assert.True(t, ok, encoded)
		assert.Equal(t, "cisco", text, encoded)
	}
	for _, bad := range []string{"", "07", "0x0C28", "990C28", "070C285F4D0", "zz0C", "07ff"} {
		_, ok := decode7(bad)
		assert.False(t, ok, bad)
	}
	assert.Equal(t, routing.NewAuth("cisco"), Password{7, clearText("070C285F4D06")}.lift())
	assert.Equal(t, routing.UnknownAuth(), Password{7, clearText("99ff")}.lift())
	assert.Equal(t, routing.UnknownAuth(), Password{3, clearText("070C285F4D06")}.lift())
	assert.False(t, Password{}.lift().IsSet())
}
