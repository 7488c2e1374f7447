package ipam

import (
	"fmt"
	"strings"
)

// A RenameError says why a rename was not done; nothing was changed.
type RenameError struct {
	From, To string
	// Taken are the keys that exist already under the new name.
	Taken []Key
}

func (e *RenameError) Error() string {
	if len(e.Taken) == 0 {
		return fmt.Sprintf("no lease belongs to %s", e.From)
	}
	return fmt.Sprintf("%s cannot become %s, which has leases of its own: %s", e.From, e.To, join(e.Taken))
}

// Rename gives all leases of one owner to another name, with their values: from
// and to are elements of owners' paths, such as "switch/leaf1" and
// "switch/leaf101". Wherever from stands as whole elements, in the paths of
// owners, in the names of spaces and in those of pools, it becomes to. It returns
// how many leases it changed.
//
// Do it before planning the design that has the new name: for the plan, an owner
// of another name is another owner.
func (l *Ledger) Rename(from, to string) (int, error) {
	for _, name := range [...]string{from, to} {
		if err := checkName(name); err != nil {
			return 0, err
		}
		if strings.Trim(name, "/") != name {
			return 0, fmt.Errorf("%q is not a path of names", name)
		}
	}
	if from == to {
		return 0, nil
	}
	r := &RenameError{From: from, To: to}
	renamed := Ledger{
		Quarantine: l.Quarantine, Now: l.Now, run: l.run, displaced: l.displaced,
	}
	changed := 0
	for _, i := range l.sorted() {
		s := l.slots[i]
		space, pool := l.spaces[s.space].name, l.poolName(s.pool)
		key := Key{replacePath(s.key.Owner, from, to), s.key.Kind}
		newSpace, newPool := replacePath(space, from, to), replacePath(pool, from, to)
		if key != s.key || newSpace != space || newPool != pool {
			changed++
		}
		_, twice := renamed.slotOf(key)
		id, err := renamed.spaceOf(newSpace)
		if err != nil {
			return 0, err
		}
		s.key, s.space, s.pool = key, id, renamed.poolOf(newPool)
		if twice || len(renamed.overlapping(s.space, s.value)) > 0 {
			r.Taken = append(r.Taken, key)
			continue
		}
		renamed.add(s, nil)
	}
	if changed == 0 || len(r.Taken) > 0 {
		return 0, r
	}
	*l = renamed
	return changed, nil
}

// replacePath replaces from by to wherever it stands as whole elements.
func replacePath(path, from, to string) string {
	if !strings.Contains(path, from) {
		return path
	}
	old, with := "/"+from+"/", "/"+to+"/"
	path = "/" + path + "/"
	for at := 0; ; {
		i := strings.Index(path[at:], old)
		if i < 0 {
			break
		}
		path = path[:at+i] + with + path[at+i+len(old):]
		at += i + len(with) - 1
	}
	return path[1 : len(path)-1]
}
