// Writes core/data/unicode_sets.bin: the sets of code points that \p{…} names in Go's regular
// expressions, and the set of those that have another case. Run after a change of Go's Unicode
// version, from the root of the repository:
//
//	go run core/import/unicode_sets.go > core/data/unicode_sets.bin
//
// An entry is: length of the names (1 byte), names joined by "|", length of the data (2 bytes,
// little-endian), data. The data are ranges as pairs of varints: the gap since the end of the range
// before, and the number of code points less one. Names are as the lookup of Go wants them: the
// first letter is a capital one, the others are small, and there are no separators.
package main

import (
	"bufio"
	"encoding/binary"
	"os"
	"sort"
	"strings"
	"unicode"
)

func canonical(name string) string {
	name = strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(name))
	return strings.ToUpper(name[:1]) + name[1:]
}

func runes(table *unicode.RangeTable) (out []rune) {
	for _, r := range table.R16 {
		for c := rune(r.Lo); c <= rune(r.Hi); c += rune(r.Stride) {
			out = append(out, c)
		}
	}
	for _, r := range table.R32 {
		for c := rune(r.Lo); c <= rune(r.Hi); c += rune(r.Stride) {
			out = append(out, c)
		}
	}
	return out
}

func encode(set []rune) (out []byte) {
	end := rune(0)
	for i := 0; i < len(set); {
		j := i
		for j+1 < len(set) && set[j+1] == set[j]+1 {
			j++
		}
		out = binary.AppendUvarint(out, uint64(set[i]-end))
		out = binary.AppendUvarint(out, uint64(j-i))
		end = set[j] + 1
		i = j + 1
	}
	return out
}

func main() {
	names := map[string][]string{}
	tables := map[string]*unicode.RangeTable{}
	taken := map[string]bool{}
	add := func(key, name string, table *unicode.RangeTable) {
		if taken[name] {
			return
		}
		taken[name] = true
		names[key] = append(names[key], name)
		tables[key] = table
	}
	for name, table := range unicode.Categories {
		add("category "+name, canonical(name), table)
	}
	for name, table := range unicode.Scripts {
		// Go 1.26 takes the separators out of what it looks for, but not out of the names that it
		// has, so that it does not know "Old_Italic". Neither do we.
		if name == canonical(name) {
			add("script "+name, name, table)
		}
	}
	for alias, name := range unicode.CategoryAliases {
		add("category "+name, canonical(alias), unicode.Categories[name])
	}

	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	write := func(name string, set []rune) {
		data := encode(set)
		out.WriteByte(byte(len(name)))
		out.WriteString(name)
		out.Write(binary.LittleEndian.AppendUint16(nil, uint16(len(data))))
		out.Write(data)
	}
	keys := make([]string, 0, len(names))
	for key := range names {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	for _, key := range keys {
		sort.Strings(names[key])
		write(strings.Join(names[key], "|"), runes(tables[key]))
	}
	var folding []rune
	for c := rune(0); c <= unicode.MaxRune; c++ {
		if unicode.SimpleFold(c) != c {
			folding = append(folding, c)
		}
	}
	write("folding", folding)
}
