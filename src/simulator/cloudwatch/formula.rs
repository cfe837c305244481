//! What alarms compute: metric math of numbers and names, and the rules of composite alarms.

/// The value of an expression such as `100 * m1 / (m1 + m2)`; none when an input has none, or it is not arithmetic.
pub(super) fn math(text: &str, value: &dyn Fn(&str) -> Option<f64>) -> Option<f64> {
    let mut math = Math { text: Text(text), value };
    let result = math.sum()?;
    (math.text.is_done() && result.is_finite()).then_some(result)
}

/// Whether a rule such as `ALARM("a") AND NOT OK(b)` holds; none when it is no rule, or names an unknown alarm.
pub(super) fn rule(text: &str, state: &dyn Fn(&str) -> Option<String>) -> Option<bool> {
    let mut rule = Rule { text: Text(text), state };
    let result = rule.any()?;
    rule.text.is_done().then_some(result)
}

struct Text<'a>(&'a str);

impl<'a> Text<'a> {
    /// Goes past a sign or word when it comes next.
    fn takes(&mut self, word: &str) -> bool {
        match self.0.trim_start().strip_prefix(word) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    /// The longest run of characters of names and numbers.
    fn word(&mut self) -> &'a str {
        let text = self.0.trim_start();
        let end = text.find(|it: char| !it.is_ascii_alphanumeric() && it != '_' && it != '.');
        let (word, rest) = text.split_at(end.unwrap_or(text.len()));
        self.0 = rest;
        word
    }

    fn is_done(&self) -> bool {
        self.0.trim().is_empty()
    }
}

struct Math<'a> {
    text: Text<'a>,
    value: &'a dyn Fn(&str) -> Option<f64>,
}

impl Math<'_> {
    fn sum(&mut self) -> Option<f64> {
        let mut result = self.product()?;
        loop {
            if self.text.takes("+") {
                result += self.product()?;
            } else if self.text.takes("-") {
                result -= self.product()?;
            } else {
                return Some(result);
            }
        }
    }

    fn product(&mut self) -> Option<f64> {
        let mut result = self.atom()?;
        loop {
            if self.text.takes("*") {
                result *= self.atom()?;
            } else if self.text.takes("/") {
                result /= self.atom()?;
            } else {
                return Some(result);
            }
        }
    }

    fn atom(&mut self) -> Option<f64> {
        if self.text.takes("(") {
            let result = self.sum()?;
            return self.text.takes(")").then_some(result);
        }
        let word = self.text.word();
        word.parse().ok().or_else(|| (self.value)(word))
    }
}

struct Rule<'a> {
    text: Text<'a>,
    state: &'a dyn Fn(&str) -> Option<String>,
}

impl Rule<'_> {
    fn any(&mut self) -> Option<bool> {
        let mut result = self.all()?;
        while self.text.takes("OR") {
            result |= self.all()?;
        }
        Some(result)
    }

    fn all(&mut self) -> Option<bool> {
        let mut result = self.one()?;
        while self.text.takes("AND") {
            result &= self.one()?;
        }
        Some(result)
    }

    fn one(&mut self) -> Option<bool> {
        if self.text.takes("NOT ") {
            return self.one().map(|holds| !holds);
        }
        if self.text.takes("(") {
            let result = self.any()?;
            return self.text.takes(")").then_some(result);
        }
        let wanted = self.text.word();
        if wanted == "TRUE" || wanted == "FALSE" {
            return Some(wanted == "TRUE");
        }
        let (name, rest) = self.text.0.trim_start().strip_prefix('(')?.split_once(')')?;
        self.text.0 = rest;
        Some((self.state)(name.trim().trim_matches(['"', '\'']))? == wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_has_its_order_and_misses_what_an_input_misses() {
        let value = |name: &str| match name {
            "m1" => Some(1.0),
            "m2" => Some(3.0),
            _ => None,
        };
        assert_eq!(math("100 * m1 / (m1 + m2)", &value), Some(25.0));
        assert_eq!(math("m2 - m1*2+0.5", &value), Some(1.5));
        assert_eq!(math("m1 + m3", &value), None);
        assert_eq!(math("m1 / (m1 - m1)", &value), None);
        assert_eq!(math("m1 m2", &value), None);
    }

    #[test]
    fn rules_join_the_states_of_alarms() {
        let state = |name: &str| match name {
            "a" => Some("ALARM".to_owned()),
            "b" => Some("OK".to_owned()),
            _ => None,
        };
        assert_eq!(rule("ALARM(\"a\") AND ALARM(\"b\")", &state), Some(false));
        assert_eq!(rule("ALARM(a) AND NOT ALARM(b)", &state), Some(true));
        assert_eq!(rule("(OK(a) OR OK(b)) AND TRUE", &state), Some(true));
        assert_eq!(rule("ALARM(c)", &state), None);
        assert_eq!(rule("ALARM(a) ALARM(b)", &state), None);
    }
}
