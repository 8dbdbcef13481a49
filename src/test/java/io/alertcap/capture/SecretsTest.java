package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
            https://a.example/c?sv=1&sig=aB%2Bc%3D&se=2      | https://a.example/c?sv=1&sig=REDACTED&se=2
            "https://a.example/c?sig=aB+c=","x":1            | "https://a.example/c?sig=REDACTED","x":1
            https://f.example/api/alerts?code=abc==          | https://f.example/api/alerts?code=REDACTED
            https://f.example/api?a=1\\u0026code\\u003dabc\\u002Bd\\u0026b=2 | https://f.example/api?a=1\\u0026code\\u003dREDACTED\\u0026b=2
            AccountName=x;AccountKey=abc/def==;Endpoint=y    | AccountName=x;AccountKey=REDACTED;Endpoint=y
            SharedAccessKey=abc                              | SharedAccessKey=REDACTED
            go?u=https%3A%2F%2Fa%3Fsv%3D1%26sig%3Dabc        | go?u=https%3A%2F%2Fa%3Fsv%3D1%26sig%3DREDACTED
            Authorization: Bearer abcdefghijklmnopqrs.tuv    | Authorization: Bearer REDACTED
            token eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.x here | token REDACTED here
            whsec_abcdefgh                                   | whsec_REDACTED
            {"signal":"=design","postcode":"x?encode=1"}     | {"signal":"=design","postcode":"x?encode=1"}
            the bearer of this                               | the bearer of this
            """)
    void takes_out_what_opens_doors_and_leaves_the_rest(String text, String left) {
        assertThat(Secrets.removedFrom(text)).isEqualTo(left);
        assertThat(Secrets.removedFrom(left)).isEqualTo(left);
    }

    @Test
    void takes_out_of_a_service_s_answers_what_is_called_a_secret() {
        assertThat(
                        Secrets.removedFromService(
                                "{\"adminPassword\" : \"p4ss\",\"clientSecret\":\"s\",\"connectionString\":\"A=b\",\"name\":\"web1\",\"cut\":{\"password\":\"ha"))
                .isEqualTo(
                        "{\"adminPassword\" : \"REDACTED\",\"clientSecret\":\"REDACTED\",\"connectionString\":\"REDACTED\",\"name\":\"web1\",\"cut\":{\"password\":\"REDACTED");
    }
}
