package jiratest

import (
	"strings"
)

// query is parsed JQL.
type query struct {
	where *clause // nil: everything
	order []sorting
}

type sorting struct {
	field string
	desc  bool
	given bool // whether ASC or DESC was written
}

// clause is a condition, or a combination of clauses.
type clause struct {
	combine  string // "and", "or", "not"; "" for a condition
	parts    []*clause
	field    string
	operator string // = != ~ !~ > >= < <= in, not in, is, is not
	values   []operand
}

// operand is a value in JQL. Quoting makes a difference to numbers only.
type operand struct {
	text     string
	quoted   bool
	function bool
	empty    bool // EMPTY or NULL
}

type parser struct {
	tokens []token
	pos    int
}

func (p *parser) peek() token { return p.tokens[p.pos] }

func (p *parser) next() token {
	t := p.tokens[p.pos]
	if t.kind != tokenEnd {
		p.pos++
	}
	return t
}

func (p *parser) accept(keyword, sign string) bool {
	if t := p.peek(); t.is(keyword) || sign != "" && t.isSign(sign) {
		p.pos++
		return true
	}
	return false
}

// parseJQL reads a query; errors are Jira's 400.
func parseJQL(text string) (*query, error) {
	tokens, err := scan(text)
	if err != nil {
		return nil, err
	}
	p, q := &parser{tokens: tokens}, &query{}
	if t := p.peek(); t.kind != tokenEnd && !t.is("order") {
		if q.where, err = p.or(); err != nil {
			return nil, err
		}
	}
	if p.accept("order", "") {
		if q.order, err = p.sortings(); err != nil {
			return nil, err
		}
	}
	if t := p.peek(); t.kind != tokenEnd {
		return nil, syntaxError("Expecting either 'OR' or 'AND' but got '%s'. (line 1, character %d)", t.text, t.at)
	}
	return q, nil
}

func (p *parser) or() (*clause, error) { return p.joined("or", "||", p.and) }

func (p *parser) and() (*clause, error) { return p.joined("and", "&&", p.not) }

func (p *parser) joined(keyword, sign string, part func() (*clause, error)) (*clause, error) {
	first, err := part()
	if err != nil {
		return nil, err
	}
	all := &clause{combine: keyword, parts: []*clause{first}}
	for p.accept(keyword, sign) {
		next, err := part()
		if err != nil {
			return nil, err
		}
		all.parts = append(all.parts, next)
	}
	if len(all.parts) == 1 {
		return first, nil
	}
	return all, nil
}

func (p *parser) not() (*clause, error) {
	if p.accept("not", "!") {
		part, err := p.not()
		return &clause{combine: "not", parts: []*clause{part}}, err
	}
	if p.peek().isSign("(") {
		p.next()
		inner, err := p.or()
		if err == nil && !p.accept("", ")") {
			err = syntaxError("Expecting ')' before the end of the query.")
		}
		return inner, err
	}
	return p.condition()
}

func (p *parser) condition() (*clause, error) {
	t := p.next()
	if t.kind != tokenWord && t.kind != tokenString {
		return nil, syntaxError("Expecting a field name but got '%s'. (line 1, character %d)", orElse(t.text, "the end"), t.at)
	}
	operator, err := p.operator(t)
	if err != nil {
		return nil, err
	}
	values, err := p.operands(strings.HasSuffix(operator, "in"))
	return &clause{field: t.text, operator: operator, values: values}, err
}
