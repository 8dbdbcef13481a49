package io.alertcap.rules;

import java.util.function.Predicate;
import java.util.function.Supplier;

/** What the three query languages have in common: {@code or} over {@code and}, and parentheses. */
final class Condition<T> {
    private final Tokens tokens;
    private final Supplier<Predicate<T>> simple;

    /** @param simple reads what is neither {@code and}, {@code or} nor in parentheses */
    Condition(Tokens tokens, Supplier<Predicate<T>> simple) {
        this.tokens = tokens;
        this.simple = simple;
    }

    Predicate<T> any() {
        Predicate<T> left = all();
        while (tokens.take("or")) {
            left = left.or(all());
        }
        return left;
    }

    private Predicate<T> all() {
        Predicate<T> left = one();
        while (tokens.take("and")) {
            left = left.and(one());
        }
        return left;
    }

    Predicate<T> one() {
        if (!tokens.take("(")) {
            return simple.get();
        }
        Predicate<T> inner = any();
        tokens.need(")");
        return inner;
    }
}
