package jiratest

import (
	"slices"
	"strings"
)

// This file reads what follows a field name in JQL, and ORDER BY.

func (p *parser) operator(field token) (string, error) {
	t := p.next()
	switch {
	case t.kind == tokenSign && slices.Contains([]string{"=", "!=", "~", "!~", ">", ">=", "<", "<="}, t.text):
		return t.text, nil
	case t.is("in"):
		return "in", nil
	case t.is("not") && p.accept("in", ""):
		return "not in", nil
	case t.is("is"):
		if p.accept("not", "") {
			return "is not", nil
		}
		return "is", nil
	}
	return "", syntaxError("Expecting operator but got '%s'. The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'. (line 1, character %d)", orElse(t.text, "the end of the query after '"+field.text+"'"), t.at)
}

func (p *parser) operands(list bool) ([]operand, error) {
	if !list {
		one, err := p.operand()
		return []operand{one}, err
	}
	if t := p.peek(); t.kind == tokenWord && !isKeyword(t.text) { // a function that is a list
		one, err := p.operand()
		if err == nil && !one.function {
			err = syntaxError("Expecting '(' after 'in'. (line 1, character %d)", t.at)
		}
		return []operand{one}, err
	}
	if !p.accept("", "(") {
		return nil, syntaxError("Expecting '(' after 'in'. (line 1, character %d)", p.peek().at)
	}
	var out []operand
	for {
		one, err := p.operand()
		if err != nil {
			return nil, err
		}
		out = append(out, one)
		if p.accept("", ")") {
			return out, nil
		}
		if !p.accept("", ",") {
			return nil, syntaxError("Expecting either ',' or ')' but got '%s'. (line 1, character %d)", p.peek().text, p.peek().at)
		}
	}
}

func (p *parser) operand() (operand, error) {
	t := p.next()
	switch {
	case t.kind == tokenString:
		return operand{text: t.text, quoted: true}, nil
	case t.is("empty") || t.is("null"):
		return operand{empty: true}, nil
	case t.kind == tokenWord && isKeyword(t.text):
		return operand{}, syntaxError("'%s' is a reserved JQL word. You must surround it in quotation marks to use it in a query. (line 1, character %d)", t.text, t.at)
	case t.kind == tokenWord && p.accept("", "("):
		if !p.accept("", ")") {
			return operand{}, syntaxError("The function '%s' takes no arguments here.", t.text)
		}
		return operand{text: strings.ToLower(t.text), function: true}, nil
	case t.kind == tokenWord:
		return operand{text: t.text}, nil
	}
	return operand{}, syntaxError("Expecting either a value, list or function but got '%s'. You must surround '%s' in quotation marks to use it as a value. (line 1, character %d)", t.text, t.text, t.at)
}

func isKeyword(word string) bool {
	return slices.Contains([]string{"and", "or", "not", "in", "is", "order", "by", "was", "changed", "asc", "desc"}, strings.ToLower(word))
}

func (p *parser) sortings() ([]sorting, error) {
	if !p.accept("by", "") {
		return nil, syntaxError("Expecting 'BY' after 'ORDER'. (line 1, character %d)", p.peek().at)
	}
	var out []sorting
	for {
		t := p.next()
		if t.kind != tokenWord && t.kind != tokenString {
			return nil, syntaxError("Expecting a field name but got '%s'. (line 1, character %d)", t.text, t.at)
		}
		s := sorting{field: strings.ToLower(t.text)}
		if p.accept("desc", "") {
			s.desc, s.given = true, true
		} else if p.accept("asc", "") {
			s.given = true
		}
		out = append(out, s)
		if !p.accept("", ",") {
			return out, nil
		}
	}
}
