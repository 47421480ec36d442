package dev.sluice.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * One version of a record's schema, and how to read what it wrote into today's class.
 *
 * @param type today's class
 * @param fingerprint CRC-64-AVRO of the version's schema in canonical form
 * @param reader reads that version's data
 * @param writer writes today's
 */
record RecordFormat(
    Class<? extends SpecificRecordBase> type,
    long fingerprint,
    DatumReader<SpecificRecordBase> reader,
    DatumWriter<SpecificRecordBase> writer) {

  static RecordFormat of(Class<? extends SpecificRecordBase> type, Schema writtenWith) {
    SpecificData model = SpecificData.getForClass(type);
    // Generated coders instead of field access by position, wherever Avro generates them.
    model.setCustomCoders(true);
    Schema today = model.getSchema(type);
    return new RecordFormat(
        type,
        SchemaNormalization.parsingFingerprint64(writtenWith),
        reader(model, writtenWith, today),
        new SpecificDatumWriter<>(today, model));
  }

  // Built here and now: a SpecificDatumReader would build it at first use, in any thread.
  private static DatumReader<SpecificRecordBase> reader(
      SpecificData model, Schema writtenWith, Schema today) {
    try {
      return model.getFastReaderBuilder().createDatumReader(writtenWith, today);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
