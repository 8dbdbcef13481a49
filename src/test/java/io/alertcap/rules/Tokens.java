package io.alertcap.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A query, word by word. */
final class Tokens {
    private final List<String> words = new ArrayList<>();
    private int next;

    /** @param word what a word looks like; blanks between words say nothing, anything else is an error */
    Tokens(Pattern word, String text) {
        Matcher matcher = word.matcher(text.strip());
        int end = 0;
        while (matcher.find()) {
            nothingBut(text.strip().substring(end, matcher.start()));
            words.add(matcher.group());
            end = matcher.end();
        }
        nothingBut(text.strip().substring(end));
    }

    private static void nothingBut(String between) {
        if (!between.isBlank()) {
            throw new IllegalArgumentException("This reader does not know '" + between.strip() + "'");
        }
    }

    boolean isEmpty() {
        return next == words.size();
    }

    /** Takes the word if it comes next. */
    boolean take(String word) {
        if (!isEmpty() && words.get(next).equals(word)) {
            next++;
            return true;
        }
        return false;
    }

    String take() {
        if (isEmpty()) {
            throw new IllegalArgumentException("The query ends too early");
        }
        return words.get(next++);
    }

    void need(String word) {
        if (!take(word)) {
            throw new IllegalArgumentException("'" + word + "' must come before " + words.subList(next, words.size()));
        }
    }

    /** To be called when all should have been read. */
    void end() {
        if (!isEmpty()) {
            throw new IllegalArgumentException("Not read: " + words.subList(next, words.size()));
        }
    }
}
