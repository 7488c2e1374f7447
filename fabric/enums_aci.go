package fabric

func (s ContractScope) String() string { return nameOf(int(s), scopeNames()) }

func scopeNames() []string { return []string{"vrf", "tenant", "global"} }

// MarshalText writes "vrf", "tenant" or "global".
func (s ContractScope) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads "vrf", "tenant" or "global".
func (s *ContractScope) UnmarshalText(text []byte) error {
	return readName((*uint8)(s), text, scopeNames())
}

// Enum lists the texts, for the schema of the file format.
func (ContractScope) Enum() []string { return scopeNames() }
