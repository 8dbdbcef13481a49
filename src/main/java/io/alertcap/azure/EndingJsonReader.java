package io.alertcap.azure;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.json.JsonToken;
import java.io.EOFException;
import java.io.IOException;

/**
 * A reader that ends. The SDK's models read on until an object is closed and never look for the end of the text: one list
 * where a word belongs ({@code {"location":[]}}) puts them out of step, and without this they would read for ever.
 */
final class EndingJsonReader extends JsonReader {
    private final JsonReader reader;

    private EndingJsonReader(JsonReader reader) {
        this.reader = reader;
    }

    static JsonReader of(byte[] json) throws IOException {
        return new EndingJsonReader(JsonProviders.createReader(json));
    }

    @Override
    public JsonToken nextToken() throws IOException {
        JsonToken token = reader.nextToken();
        if (token == JsonToken.END_DOCUMENT) {
            throw new EOFException("The document has ended, and more was expected.");
        }
        return token;
    }

    @Override
    public JsonToken currentToken() {
        return reader.currentToken();
    }

    @Override
    public byte[] getBinary() throws IOException {
        return reader.getBinary();
    }

    @Override
    public boolean getBoolean() throws IOException {
        return reader.getBoolean();
    }

    @Override
    public float getFloat() throws IOException {
        return reader.getFloat();
    }

    @Override
    public double getDouble() throws IOException {
        return reader.getDouble();
    }

    @Override
    public int getInt() throws IOException {
        return reader.getInt();
    }

    @Override
    public long getLong() throws IOException {
        return reader.getLong();
    }

    @Override
    public String getString() throws IOException {
        return reader.getString();
    }

    @Override
    public String getFieldName() throws IOException {
        return reader.getFieldName();
    }

    @Override
    public String getRawText() throws IOException {
        return reader.getRawText();
    }

    @Override
    public void skipChildren() throws IOException {
        reader.skipChildren();
    }

    @Override
    public JsonReader bufferObject() throws IOException {
        return new EndingJsonReader(reader.bufferObject());
    }

    @Override
    public boolean isResetSupported() {
        return reader.isResetSupported();
    }

    @Override
    public JsonReader reset() throws IOException {
        return new EndingJsonReader(reader.reset());
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
