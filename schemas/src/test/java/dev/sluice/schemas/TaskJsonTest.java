package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.v1.HttpMethod;
import dev.sluice.v1.OAuthToken;
import dev.sluice.v1.OidcToken;
import dev.sluice.v1.Task;
import dev.sluice.v1.TaskRetryConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON in these tests is written with single quotes. */
final class TaskJsonTest {

  @Test
  void decode_everything_isRead() {
    Task task =
        decode(
            """
            {'name': 'projects/p/locations/l/queues/q/tasks/t',
             'httpRequest': {'url': 'https://example.com/a?b=c', 'httpMethod': 'PATCH',
               'headers': {'Content-Type': 'text/plain', 'X-Empty': ''}, 'body': 'aGVsbG8=',
               'oidcToken': {'serviceAccountEmail': 'me@example.com', 'audience': 'them'}},
             'scheduleTime': '2030-01-31T13:59:00.123456789Z', 'dispatchDeadline': '15.5s'}
            """);

    assertThat(task.getName()).isEqualTo(SampleRecords.TASK);
    assertThat(task.getHttpRequest().getUrl()).isEqualTo("https://example.com/a?b=c");
    assertThat(task.getHttpRequest().getMethod()).isEqualTo(HttpMethod.PATCH);
    assertThat(task.getHttpRequest().getHeaders())
        .isEqualTo(Map.of("Content-Type", "text/plain", "X-Empty", ""));
    assertThat(task.getHttpRequest().getBody()).isEqualTo(bytes("hello"));
    assertThat(task.getHttpRequest().getOidcToken())
        .isEqualTo(new OidcToken("me@example.com", "them"));
    assertThat(task.getScheduleTime()).isEqualTo("2030-01-31T13:59:00.123456Z");
    assertThat(task.getDispatchDeadlineMillis()).isEqualTo(15_500);
  }

  @Test
  void decode_snakeCase_isTheSame() {
    Task task =
        decode(
            """
            {'http_request': {'url': 'http://x', 'http_method': 'PUT',
               'oauth_token': {'service_account_email': 'me', 'scope': 's'}},
             'schedule_time': '2030-01-31T13:59:00Z', 'dispatch_deadline': '20s',
             'create_time': 1, 'dispatch_count': 2, 'response_count': 3,
             'first_attempt': {}, 'last_attempt': []}
            """);

    assertThat(task.getHttpRequest().getMethod()).isEqualTo(HttpMethod.PUT);
    assertThat(task.getHttpRequest().getOauthToken()).isEqualTo(new OAuthToken("me", "s"));
    assertThat(task.getScheduleTime()).isEqualTo("2030-01-31T13:59:00Z");
    assertThat(task.getDispatchDeadlineMillis()).isEqualTo(20_000);
  }

  @Test
  void decode_appEngineTask_isRead() {
    Task task =
        decode(
            """
            {'name': 'projects/p/locations/l/queues/q/tasks/t',
             'appEngineHttpRequest': {'httpMethod': 4, 'relativeUri': '/work?n=1',
               'appEngineRouting': {'service': 'worker', 'version': 'v1', 'instance': '0',
                 'host': 'output.only'},
               'headers': {'X-A': 'b'}, 'body': 'aGVsbG8='},
             'retryConfig': {'maxAttempts': '3', 'maxRetryDuration': '60s', 'minBackoff': '1s',
               'max_backoff': '2.5s', 'maxDoublings': 4}}
            """);
    Task expected = SampleRecords.appEngineTask();

    assertThat(task).isEqualTo(expected);
    assertThat(TaskJson.decode(TaskJson.encode(expected))).isEqualTo(expected);
  }

  @Test
  void decode_retryConfigInPart_leavesTheRestToTheQueue() {
    Task task = decode("{'httpRequest':{'url':'http://x'},'retryConfig':{'maxAttempts':-1}}");

    assertThat(task.getRetryConfig()).isEqualTo(new TaskRetryConfig(-1, null, null, null, null));
    assertThat(TaskJson.decode(TaskJson.encode(task))).isEqualTo(task);
  }

  @Test
  void decode_leastThatIsATask_hasDefaults() {
    Task task = decode("{'httpRequest':{'url':'http://x'}}");

    assertThat(task)
        .isEqualTo(
            SampleRecords.task()
                .setHttpRequest(SampleRecords.request().setUrl("http://x").build())
                .build());
    assertThat(task.getDispatchDeadlineMillis()).isEqualTo(600_000);
    assertThat(task.getHttpRequest().getBody()).isNull();
  }

  @Test
  void decode_nulls_areNotSet() {
    assertThat(
            decode(
                """
                {'name':null,'scheduleTime':null,'dispatchDeadline':null,'appEngineHttpRequest':null,
                 'httpRequest':{'url':'http://x','httpMethod':null,'headers':null,'body':null,
                   'oauthToken':null,'oidcToken':null}}
                """))
        .isEqualTo(decode("{'httpRequest':{'url':'http://x'}}"));
    assertThat(decode("{'httpRequest':null}").getHttpRequest().getUrl()).isEmpty();
  }

  @Test
  void decode_whatTheApiReturns_outputFieldsAreReadOver() {
    Task task =
        decode(
            """
            {'name':'projects/p/locations/l/queues/q/tasks/t','createTime':'2029-01-01T00:00:00Z',
             'httpRequest':{'url':'http://x'},'dispatchCount':1,'responseCount':1,'view':'FULL',
             'firstAttempt':{'dispatchTime':'2029-01-01T00:00:01Z'},
             'lastAttempt':{'responseStatus':{'code':13,'message':'HTTP status code 500'}}}
            """);

    assertThat(task.getCreateTime()).isNull();
    assertThat(task.getName()).isEqualTo(SampleRecords.TASK);
  }

  @ParameterizedTest
  @CsvSource({
    "0, POST",
    "1, POST",
    "2, GET",
    "3, HEAD",
    "4, PUT",
    "5, DELETE",
    "6, PATCH",
    "7, OPTIONS",
    "'''HTTP_METHOD_UNSPECIFIED''', POST",
    "'''DELETE''', DELETE",
    "'''OPTIONS''', OPTIONS"
  })
  void decode_method_byNameOrNumber(String json, HttpMethod method) {
    Task task = decode("{'httpRequest':{'httpMethod':" + json + "}}");
    assertThat(task.getHttpRequest().getMethod()).isEqualTo(method);
  }

  @ParameterizedTest
  @ValueSource(strings = {"++/+//8=", "--_-__8=", "++/+//8", "--_-__8", "+-/+__8"})
  void decode_body_inEitherAlphabetPaddedOrNot(String base64) {
    byte[] expected = {(byte) 0xfb, (byte) 0xef, (byte) 0xfe, (byte) 0xff, (byte) 0xff};
    Task task = decode("{'httpRequest':{'body':'" + base64 + "'}}");

    assertThat(task.getHttpRequest().getBody()).isEqualTo(ByteBuffer.wrap(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "2030-01-31T13:59:00Z, 2030-01-31T13:59:00Z",
    "2030-01-31T13:59:00.5Z, 2030-01-31T13:59:00.500Z",
    "2030-01-31T13:59:00.123456999Z, 2030-01-31T13:59:00.123456Z",
    "2030-01-31T13:59:00+01:30, 2030-01-31T12:29:00Z",
    "2030-01-31T13:59:00.25-08:00, 2030-01-31T21:59:00.250Z",
    "2030-01-31T13:59:00-00:00, 2030-01-31T13:59:00Z",
    "2030-01-31t13:59:00z, 2030-01-31T13:59:00Z",
    "2028-02-29T00:00:00Z, 2028-02-29T00:00:00Z",
    "1960-01-01T00:00:00.0000019Z, 1960-01-01T00:00:00.000001Z",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999Z"
  })
  void decode_times_keepMicroseconds(String text, Instant expected) {
    assertThat(decode("{'scheduleTime':'" + text + "'}").getScheduleTime()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "10.5s, 10500",
    "15s, 15000",
    "0s, 600000",
    "0.0004s, 600000",
    "1800.999999999s, 1800999",
    "-1s, -1000",
    "-0.5s, -500",
    "315576000000s, 315576000000000"
  })
  void decode_durations_keepMilliseconds(String text, long millis) {
    assertThat(decode("{'dispatchDeadline':'" + text + "'}").getDispatchDeadlineMillis())
        .isEqualTo(millis);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'foo':1}                                | $.foo: unknown field (expected: one of name, httpRequest, appEngineHttpRequest, scheduleTime, dispatchDeadline, retryConfig)
          {'httpRequest':{'uri':'x'}}              | $.httpRequest.uri: unknown field (expected: one of url, httpMethod, headers, body, oauthToken, oidcToken)
          {'httpRequest':{'oidcToken':{'a':1}}}    | $.httpRequest.oidcToken.a: unknown field (expected: one of serviceAccountEmail, audience)
          {'name':5}                               | $.name: 5 (expected: a string)
          {'name':['a']}                           | $.name: an array (expected: a string)
          {'httpRequest':'http://x'}               | $.httpRequest: "http://x" (expected: an object)
          {'httpRequest':[]}                       | $.httpRequest: an array (expected: an object)
          {'httpRequest':{'url':true}}             | $.httpRequest.url: true (expected: a string)
          {'httpRequest':{'url':{}}}               | $.httpRequest.url: an object (expected: a string)
          {'httpRequest':{'httpMethod':'get'}}     | $.httpRequest.httpMethod: "get" (expected: one of POST, GET, HEAD, PUT, DELETE, PATCH, OPTIONS)
          {'httpRequest':{'httpMethod':8}}         | $.httpRequest.httpMethod: 8 (expected: one of POST,
          {'httpRequest':{'httpMethod':-1}}        | $.httpRequest.httpMethod: -1 (expected: one of POST,
          {'httpRequest':{'httpMethod':1.5}}       | $.httpRequest.httpMethod: 1.5 (expected: one of POST,
          {'httpRequest':{'httpMethod':4294967297}}| $.httpRequest.httpMethod: 4294967297 (expected: one of POST,
          {'httpRequest':{'httpMethod':[]}}        | $.httpRequest.httpMethod: an array (expected: one of POST,
          {'httpRequest':{'headers':[]}}           | $.httpRequest.headers: an array (expected: an object of strings)
          {'httpRequest':{'headers':{'A':1}}}      | $.httpRequest.headers.A: a number (expected: a string)
          {'httpRequest':{'headers':'A: b'}}       | $.httpRequest.headers: a string (expected: an object of strings)
          {'httpRequest':{'headers':{'A':null}}}   | $.httpRequest.headers.A: null (expected: a string)
          {'httpRequest':{'body':'a'}}             | $.httpRequest.body: "a" (expected: a base64 string)
          {'httpRequest':{'body':'aGVsbG8=='}}     | $.httpRequest.body: "aGVsbG8==" (expected: a base64 string)
          {'httpRequest':{'body':'aGV sbG8'}}      | $.httpRequest.body: "aGV sbG8" (expected: a base64 string)
          {'httpRequest':{'body':'äöüß'}}          | $.httpRequest.body: "äöüß" (expected: a base64 string)
          {'httpRequest':{'body':{}}}              | $.httpRequest.body: an object (expected: a base64 string)
          {'httpRequest':{'oauthToken':'me'}}      | $.httpRequest.oauthToken: "me" (expected: an object)
          {'scheduleTime':1234}                    | $.scheduleTime: 1234 (expected: an RFC 3339 time,
          {'scheduleTime':{'seconds':1}}           | $.scheduleTime: an object (expected: an RFC 3339 time,
          {'scheduleTime':''}                      | $.scheduleTime: "" (expected: an RFC 3339 time,
          {'scheduleTime':'tomorrow'}              | $.scheduleTime: "tomorrow" (expected: an RFC 3339 time,
          {'scheduleTime':'2030-01-31'}            | $.scheduleTime: "2030-01-31" (expected: an RFC 3339 time,
          {'scheduleTime':'2030-01-31T13:59:00'}   | $.scheduleTime: "2030-01-31T13:59:00" (expected:
          {'scheduleTime':'2030-02-30T13:59:00Z'}  | $.scheduleTime: "2030-02-30T13:59:00Z" (expected:
          {'scheduleTime':'2030-01-31T25:59:00Z'}  | $.scheduleTime: "2030-01-31T25:59:00Z" (expected:
          {'scheduleTime':'2030-01-31 13:59:00Z'}  | $.scheduleTime: "2030-01-31 13:59:00Z" (expected:
          {'scheduleTime':'+12030-01-31T13:59:00Z'}| $.scheduleTime: "+12030-01-31T13:59:00Z" (expected:
          {'dispatchDeadline':600}                 | $.dispatchDeadline: 600 (expected: seconds with an s, such as "10.5s")
          {'dispatchDeadline':'600'}               | $.dispatchDeadline: "600" (expected: seconds with an s,
          {'dispatchDeadline':'10m'}               | $.dispatchDeadline: "10m" (expected: seconds with an s,
          {'dispatchDeadline':'.5s'}               | $.dispatchDeadline: ".5s" (expected: seconds with an s,
          {'dispatchDeadline':'9999999999999s'}    | $.dispatchDeadline: "9999999999999s" (expected: seconds
          {'appEngineHttpRequest':{'url':'x'}}     | $.appEngineHttpRequest.url: unknown field (
          {'appEngineHttpRequest':{'body':1}}      | $.appEngineHttpRequest.body: 1 (expected: a base64 string)
          {'appEngineHttpRequest':{'appEngineRouting':{'zone':''}}} | $.appEngineHttpRequest.appEngineRouting.zone: unknown field (
          {'retryConfig':{'maxAttempts':1.5}}      | $.retryConfig.maxAttempts: 1.5 (expected: a whole number)
          {'retryConfig':{'maxAttempts':'many'}}   | $.retryConfig.maxAttempts: "many" (expected: a whole number)
          {'retryConfig':{'minBackoff':5}}         | $.retryConfig.minBackoff: 5 (expected: seconds with an s,
          {'scheduleTime':null,'schedule_time':null}| $.schedule_time: there twice (expected: once)
          {'name':'a','name':'a'}                  | JSON, line 1, column 19: Duplicate field 'name' (expected: one JSON object)
          {'httpRequest':{'headers':{'A':'','A':''}}} | JSON, line 1, column 38: Duplicate field 'A' (
          {'view':{'a':1,'a':2}}                   | JSON, line 1, column 19: Duplicate field 'a' (
          {'schedule__time':null}                  | $.schedule__time: unknown field (
          {'_name':''}                             | $._name: unknown field (
          {'task':{}}                              | $.task: unknown field (
          [{}]                                     | $: an array (expected: an object)
          'name'                                   | $: "name" (expected: an object)
          null                                     | $: null (expected: an object)
          {} {}                                    | JSON, line 1, column
          {}x                                      | JSON, line 1, column
          {                                        | JSON, line 1, column
          {'name'}                                 | JSON, line 1, column
          {name:'a'}                               | JSON, line 1, column
          {'dispatchCount':NaN}                    | JSON, line 1, column
          {'name':'a',}                            | JSON, line 1, column 13: Unexpected character ('}'
          """)
  void decode_notATask_saysWhereWhatAndWhy(String json, String message) {
    assertThatThrownBy(() -> decode(json))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageStartingWith(message)
        .hasMessageContaining("(expected: ");
  }

  @Test
  void decode_foreignText_isShownShortAndOnOneLine() {
    assertThatThrownBy(() -> decode("{'dispatchDeadline':'" + "x\\n".repeat(1000) + "'}"))
        .hasMessage(
            "$.dispatchDeadline: \"%s...\" (expected: seconds with an s, such as \"10.5s\")",
            "x?".repeat(30));
  }

  @Test
  void decode_invalidUtf8_unreadable() {
    byte[] json = "{'name':'x'}".replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    json[9] = (byte) 0xff;
    assertThatThrownBy(() -> TaskJson.decode(json))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageStartingWith("JSON")
        .hasMessageContaining("(expected: ");
  }

  @Test
  void encode_fullTask_isCloudTasksJson() {
    Task task = SampleRecords.fullTask();
    task.getHttpRequest().setHeaders(Map.of("A", "b\n"));

    assertThat(new String(TaskJson.encode(task), StandardCharsets.UTF_8).replace('"', '\''))
        .isEqualTo(
            "{'name':'projects/p/locations/l/queues/q/tasks/t','httpRequest':{"
                + "'url':'https://example.com/work?n=1','httpMethod':'PUT','headers':{'A':'b\\n'},"
                + "'body':'aGVsbG8=',"
                + "'oauthToken':{'serviceAccountEmail':'me@example.com','scope':'all'},"
                + "'oidcToken':{'serviceAccountEmail':'me@example.com','audience':'them'}},"
                + "'scheduleTime':'2030-01-31T13:59:00.123456Z',"
                + "'createTime':'1970-01-01T00:00:00Z','dispatchDeadline':'15.500s'}");
  }

  @Test
  void decode_whatWasEncoded_isWhatItsCreatorSaid() {
    Task task = SampleRecords.fullTask();
    Task read = TaskJson.decode(TaskJson.encode(task));

    assertThat(read)
        .isEqualTo(
            Task.newBuilder(task)
                .setCreateTime(null)
                .setGeneratedName(false)
                .setAwaitsVerdict(false)
                .build());
  }

  private static Task decode(String json) {
    return TaskJson.decode(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
