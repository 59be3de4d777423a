//! Secrets without a form of their own: what blocks a commit by its name and its looks, and what does not.

use crate::support::sandbox::{Outcome, Sandbox};
use crate::support::template::fill;

/// Where a generated value stands, as languages and formats write it.
const BLOCKED: &[(&str, &str)] = &[
    ("settings.py", "DB_PASSWORD = \"{mixed:20}\"\n"),
    ("settings.py", "connect(host, password='{mixed:20}')\n"),
    ("settings.py", "if request.token == '{mixed:32}':\n"),
    ("main.go", "\tclientSecret := \"{mixed:32}\"\n"),
    ("Main.java", "  private static final String API_KEY = \"{mixed:32}\";\n"),
    ("Main.java", "  properties.setPassword(\"{mixed:20}\");\n"),
    ("Client.cs", "  private readonly string _token = \"{mixed:32}\";\n"),
    ("App.java", "  Key key = createSecretKey(\"{mixed:32}\");\n"),
    ("run.sh", "TOKEN={hex:40} curl https://files.internal.net/a.asc | gpg --import\n"),
    ("secret.yml", "  api_token: {base64(x7-Kq9.Lm2_Wv4 Rt8-Bn3)}\n"),
    ("Main.java", "  config.put(\"apiToken\", \"\\\"{mixed:32}\\\"\");\n"),
    ("Main.java", "  map.put(\"client_secret\", \"{mixed:32}\");\n"),
    ("settings.py", "TOKEN_STAGING = \"{mixed:32}\"\n"),
    ("notes.txt", "secret_for_partners = {mixed:40}\n"),
    ("main.rs", "const SIGNING_KEY: &str = \"{mixed:40}\";\n"),
    ("App.swift", "let apiSecret: String = \"{mixed:32}\"\n"),
    ("config.rb", "  config.secret_token = '{mixed:64}'\n"),
    ("config.php", "define('DB_PASSWORD', '{mixed:20}');\n"),
    ("config.php", "'auth_token' => '{mixed:32}',\n"),
    (".env", "SESSION_SECRET={mixed:32}\n"),
    (".env", "DB_PASSWORD={mixed:12}!@#%^{mixed:6}\n"),
    (".env", "DB_PASSWORD=\"{mixed:6}${mixed:4}<=[{mixed:5};:,{mixed:3}>\"\n"),
    ("app.json", "  \"password\": \"{mixed:6}#{mixed:4}<=[{mixed:5}(:,{mixed:3}>\",\n"),
    ("app.properties", "spring.datasource.password={mixed:20}\n"),
    ("app.ini", "password = {mixed:20}\n"),
    ("app.toml", "secret_key = \"{mixed:40}\"\n"),
    ("compose.yaml", "    environment:\n      - APP_SECRET={mixed:32}\n"),
    ("deploy.yaml", "        - name: DB_PASSWORD\n          value: \"{mixed:20}\"\n"),
    ("values.yaml", "auth:\n  password: {mixed:20}\n"),
    ("appsettings.json", "  \"ClientSecret\": \"{mixed:32}\",\n"),
    ("log.json", "{lb}\"body\": \"{lb}\\\"access_token\\\":\\\"{mixed:32}\\\"{rb}\"{rb}\n"),
    ("Web.config", "<add key=\"DbPassword\" value=\"{mixed:20}\" />\n"),
    ("settings.xml", "<password>{mixed:20}</password>\n"),
    ("Dockerfile", "ENV API_TOKEN={mixed:32}\n"),
    ("run.sh", "export ACCESS_TOKEN={mixed:32}\n"),
    ("run.sh", "tool --token {mixed:32} --verbose\n"),
    ("run.sh", "curl -H 'X-Auth-Token: {mixed:32}' https://api.internal.net\n"),
    ("url.js", "fetch('https://api.internal.net/v1?access_token={mixed:32}&page=1')\n"),
    ("odbc.cs", "\"Server=db;Database=app;User Id=app;Password={mixed:20};\"\n"),
    ("main.tf", "variable \"db_password\" {lb}\n  default = \"{mixed:20}\"\n{rb}\n"),
    ("init.sql", "CREATE USER app IDENTIFIED BY '{mixed:20}';\n"),
    ("tests/client_test.py", "    token = '{mixed:40}'\n"),
    ("NOTES.md", "* API key - `{mixed:32}`\n"),
    ("NOTES.md", "The password is {mixed:20}, ask me for the rest.\n"),
    ("client.py", "token = os.environ.get('API_TOKEN') or '{mixed:32}'\n"),
    ("client.js", "const secret = process.env.CLIENT_SECRET || '{mixed:32}';\n"),
    ("client.rb", "Client.configure(:secret_key, '{mixed:32}')\n"),
    ("page.html", "<a data-config=\"{lb}&quot;apiKey&quot;: &quot;{mixed:32}&quot;{rb}\">\n"),
    ("build.gradle", "  signing {lb}\n    keyPassword \"{mixed:16}\"\n  {rb}\n"),
    ("keys.clj", "(def api-key \"{mixed:32}\")\n"),
    ("vm.erl", "{lb}password, \"{mixed:20}\"{rb}.\n"),
    ("Info.plist", "<key>ApiSecret</key>\n<string>{mixed:32}</string>\n"),
    ("core-site.xml", "<name>store.secret.key</name>\n<value>{mixed:40}</value>\n"),
    ("Keys.java", "@Value(\"${lb}api.key:{mixed:32}{rb}\")\n"),
    ("compose.yaml", "    password: \"${lb}DB_PASSWORD:-{mixed:20}{rb}\"\n"),
    ("db.py", "connect(\"host=db user=app password={mixed:20} dbname=app\")\n"),
    ("page.html", "<meta name=\"api-token\" content=\"{mixed:32}\">\n"),
    ("collection.json", "{lb}\"name\": \"apiKey\", \"in\": \"header\", \"value\": \"{mixed:32}\"{rb}\n"),
    ("values.yaml", "api_keys:\n  - {mixed:32}\n  - second\n"),
    // Behind the name with no sign between, as compilers, shells and servers have it.
    ("wifi.h", "#define WIFI_PASSWORD \"{mixed:16}\"\n"),
    ("CMakeLists.txt", "set(API_KEY \"{mixed:32}\")\n"),
    ("Dockerfile", "ENV DB_PASSWORD {mixed:20}\n"),
    ("login.csh", "setenv API_TOKEN {mixed:32}\n"),
    ("config.fish", "set -gx API_TOKEN {mixed:32}\n"),
    ("deploy.bat", "setx API_TOKEN {mixed:32}\n"),
    ("httpd.conf", "SetEnv DB_PASSWORD \"{mixed:20}\"\n"),
    ("httpd.conf", "AuthLDAPBindPassword {mixed:20}\n"),
    ("nginx.conf", "proxy_set_header X-Api-Key \"{mixed:32}\";\n"),
    ("run.sh", "npm config set //packages.corp.net/:_authToken {mixed:32}\n"),
    ("run.sh", "dotnet user-secrets set \"Api:Key\" \"{mixed:32}\"\n"),
    ("run.sh", "helm upgrade app ./app --set auth.password={mixed:20},auth.user=app\n"),
    ("role.sql", "ALTER ROLE app WITH ENCRYPTED PASSWORD '{mixed:20}';\n"),
    // As other languages and formats join a value to its name.
    ("keys.r", "api_key <- \"{mixed:32}\"\n"),
    ("Keys.vb", "Dim password As String = \"{mixed:20}\"\n"),
    ("keys.cpp", "std::string password{lb}\"{mixed:20}\"{rb};\n"),
    ("main.go", "\tos.Setenv(\"DB_PASSWORD\", \"{mixed:16}\")\n"),
    ("Keys.cs", "var settings = new Dictionary<string, string> {lb} {lb} \"password\", \"{mixed:16}\" {rb} {rb};\n"),
    ("deploy.rb", "set :db_password, \"{mixed:16}\"\n"),
    ("Keys.kt", "val settings = mapOf(\"password\" to \"{mixed:16}\")\n"),
    ("Keys.scala", "val settings = Map(\"password\" -> \"{mixed:16}\")\n"),
    ("dump.py", "run([\"mysqldump\", \"--password\", \"{mixed:16}\"])\n"),
    ("settings.py", "jwtsigningkey = \"{mixed:32}\"\n"),
    ("keys.rb", "ENV.fetch(\"API_KEY\") {lb} \"{mixed:32}\" {rb}\n"),
    ("Keys.swift", "UserDefaults.standard.set(\"{mixed:32}\", forKey: \"apiKey\")\n"),
    ("Keys.m", "[defaults setObject:@\"{mixed:32}\" forKey:@\"apiKey\"];\n"),
    ("login.c", "strcpy(password, \"{mixed:16}\");\n"),
    ("login.sql", "DECLARE @password NVARCHAR(50) = '{mixed:16}';\n"),
    ("index.html", "<input name=\"api_key\" type=\"hidden\" value=\"{mixed:32}\">\n"),
    ("login.robot", "*** Variables ***\n${lb}PASSWORD{rb}    {mixed:16}\n"),
    ("NOTES.txt", "login\nPW={mixed:16}\n"),
    ("README.md", "| User | Password |\n|---|---|\n| admin | `{mixed:16}` |\n"),
    ("README.md", "| Name | Value |\n|---|---|\n| API key (live) | {mixed:32} |\n"),
    ("users.csv", "id,user,password,mail\n1,bob,{mixed:16},bob@corp.net\n"),
    ("users.csv", "name,password\na,b,c\n(bob,{mixed:16}\n"),
    ("users.csv", "id;password\n1;no\n2;\"{mixed:16}\"\n"),
    ("users.tsv", "user\tpassword\nbob\t{mixed:16}\n"),
    ("seed.sql", "INSERT INTO users (id, password, role)\nVALUES (1, MD5('x,y'), 'a'), (2, '{mixed:16}', 'b');\n"),
    ("main.go", "\tuser, password := \"bob\", \"{mixed:16}\"\n"),
    ("main.js", "const [user, password] = [\"bob\", \"{mixed:16}\"];\n"),
    // What four letters of other keys begin with stands here by chance.
    ("settings.py", "API_TOKEN = \"{mixed:9}SAAB{mixed:9}\"\nAPI_SECRET = \"{mixed:9}APIM{mixed:9}\"\n"),
    ("vm.config", "{lb}default_pass, <<\"{mixed:20}\">>{rb},\n"),
    ("main.rs", "let key = env::var(\"API_TOKEN\").unwrap_or_else(|_| \"{mixed:32}\".into());\n"),
    ("Main.java", "String key = setting(\"api.token\").orElse(\"{mixed:32}\");\n"),
    ("model.py", "api_key: str = Field(default=\"{mixed:32}\")\n"),
    ("AndroidManifest.xml", "<meta-data android:name=\"net.corp.API_KEY\" android:value=\"{mixed:32}\"/>\n"),
    ("beans.xml", "<property name=\"password\">\n  <value>{mixed:20}</value>\n</property>\n"),
    ("web.xml", "<param-name>password</param-name>\n<param-value>{mixed:20}</param-value>\n"),
    ("call.http", "Authorization: ApiKey {mixed:32}\n"),
    ("Options.cs", "public string ApiKey {lb} get; set; {rb} = \"{mixed:32}\";\n"),
    ("Keys.m", "#define kApiKey @\"{mixed:32}\"\n"),
    ("keys.rs", "pub static TOKEN: &'static str = \"{mixed:32}\";\n"),
    ("args.rs", "#[arg(long, env = \"API_TOKEN\", default_value = \"{mixed:32}\")]\n"),
    ("config.go", "Key string `env:\"API_KEY\" envDefault:\"{mixed:32}\"`\n"),
    ("run.pl", "$ENV{lb}API_TOKEN{rb} = '{mixed:32}';\n"),
    ("keys.ex", "  @api_key \"{mixed:32}\"\n"),
    ("app.jsonnet", "  password:: '{mixed:20}',\n"),
    ("client.js", "const token = isProduction ? '{mixed:32}' : '';\n"),
    ("build.gradle", "buildConfigField 'String', 'API_KEY', '\"{mixed:32}\"'\n"),
    ("login.cy.js", "cy.get('#password').type('{mixed:20}');\n"),
    ("login_spec.rb", "  let(:api_token) {lb} '{mixed:32}' {rb}\n"),
    ("Cache.cs", "var cache = \"cache.corp.net:6380,password={mixed:44},ssl=True\";\n"),
    ("strings.xml", "<string name=\"token\" translatable=\"false\">{mixed:32}</string>\n"),
    ("app.resx", "<data name=\"ApiKey\" xml:space=\"preserve\">\n  <value>{mixed:32}</value>\n</data>\n"),
    ("values.yaml", "token: &token {mixed:32}\n"),
    ("values.yaml", "token: !!str {mixed:32}\n"),
    ("values.yaml", "env:\n  - {lb}name: API_TOKEN, value: {mixed:32}{rb}\n"),
    ("pod.yaml", "  args:\n    - --password\n    - {mixed:20}\n"),
    ("tasks.yaml", "- mysql_user: name=app password={mixed:20} state=present\n"),
    ("NOTES.md", "Password (production): {mixed:20}\n"),
    ("NOTES.md", "API key for the shop = {mixed:32}\n"),
    ("NOTES.md", "Use the token `{mixed:32}` to log in.\n"),
    ("NOTES.txt", "root pw: {mixed:20}\n"),
    ("NOTES.md", "**Password:** {mixed:20}\n"),
    ("NOTES.txt", "密码：{mixed:20}\n"),
    ("NOTES.txt", "Contraseña: {mixed:20}\n"),
    // On a line below the name, as formatters break lines.
    ("client.js", "const apiToken =\n  \"{mixed:40}\";\n"),
    ("client.ts", "const options = {lb}\n  clientSecret:\n    '{mixed:40}',\n{rb};\n"),
    ("client.py", "client_secret = (\n    \"{mixed:40}\"\n)\n"),
    ("client.py", "client_secret = \\\n    \"{mixed:40}\"\n"),
    ("client.py", "client.set_token(\n    \"{mixed:40}\"\n)\n"),
    ("Client.cs", "var clientSecret\r\n    = \"{mixed:40}\";\r\n"),
    ("values.yaml", "auth:\n  token: |\n    {mixed:40}\n  user: app\n"),
    ("values.yaml", "auth:\n  token: >-\n    {mixed:40}\n"),
    ("values.yaml", "token:\n  {mixed:40}\nuser: app\n"),
    (
        "main.tf",
        "variable \"db_password\" {lb}\n  description = \"Of app, not root\"\n  type        = string\n  default     = \"{mixed:20}\"\n{rb}\n",
    ),
    ("stack.yaml", "  DbPassword:\n    Type: String\n    NoEcho: true\n    Default: {mixed:20}\n"),
    (
        "template.json",
        "\"adminPassword\": {lb}\n  \"type\": \"securestring\",\n  \"defaultValue\": \"{mixed:20}\"\n{rb}\n",
    ),
    // In a list or a map under the name; the others are plainly none.
    ("settings.py", "API_KEYS = {lb}\"prod\": \"no\", \"staging\": \"{mixed:40}\"{rb}\n"),
    ("settings.py", "AUTH_TOKENS = [\n    \"no\",\n    \"{mixed:40}\",\n]\n"),
    ("keys.ts", "const apiKeys: Record<string, string> = {lb}\n  dev: 'no',\n  prod: '{mixed:40}',\n{rb};\n"),
    ("keys.go", "var apiKeys = map[string]string{lb}\n\t\"dev\": \"no\",\n\t\"prod\": \"{mixed:40}\",\n{rb}\n"),
    ("keys.rs", "const API_KEYS: [&str; 2] = [\"no\", \"{mixed:40}\"];\n"),
    ("Keys.cs", "var apiKeys = new Dictionary<string, string> {lb}\n  {lb} \"prod\", \"{mixed:40}\" {rb},\n{rb};\n"),
    ("Keys.java", "Map<String, String> apiKeys = Map.of(\"dev\", \"no\", \"prod\", \"{mixed:40}\");\n"),
    ("keys.php", "$apiKeys = [\n  'dev' => 'no',\n  'prod' => '{mixed:40}',\n];\n"),
    ("values.yaml", "secrets:\n  # of both\n  name: app\n  db: {mixed:40}\n"),
    ("values.yaml", "  api_keys:\n  - first\n  - \"{mixed:40}\"\n"),
    // What a function returns.
    ("keys.py", "def api_key(self) -> str:\n    return \"{mixed:40}\"\n"),
    ("keys.go", "func apiToken() string {lb}\n\treturn \"{mixed:40}\"\n{rb}\n"),
    ("keys.js", "const getToken = () => '{mixed:40}';\n"),
    ("keys.rs", "fn secret_key() -> &'static str {lb}\n    \"{mixed:40}\"\n{rb}\n"),
    ("Keys.kt", "fun apiKey(): String = \"{mixed:40}\"\n"),
    // Under a heading, in notes.
    ("NOTES.md", "## GitHub token\n\n```\n{mixed:40}\n```\n"),
    ("NOTES.txt", "Database password:\n{mixed:24}\n"),
    ("NOTES.txt", "Stripe\n{mixed:40}\n"),
    ("src/unicode.txt", "пароль\npassword: {mixed:24}\n"),
];

/// What stands under such names, or looks like a secret, and is none.
const PASSED: &[(&str, &str)] = &[
    ("map.py", "passwords = {lb}\n    \"{mixed:20}\": None,\n{rb}\nsecret = {lb}\n    \"name\": \"app\",\n{rb}\n"),
    ("values.yaml", "token:\n  {mixed:24}: admin\nsecret: |\n  two {mixed:20}\n  words\n"),
    ("values.yaml", "token:\nuser: {mixed:24}\n"),
    ("pod.yaml", "  args:\n    - --password\n    - --name\n  token: !Ref App{mixed:8}Token\n"),
    ("Name.cs", "public string KeyName {lb} get; set; {rb} = \"production-signing\";\n"),
    ("view.js", "const token = isProduction ? 'production' : 'staging';\nconst key = row && 'row-{digit:2}';\n"),
    ("power.py", "pw = {digit:2}.{digit:4}\npw = \"watts\"\n"),
    ("page.xml", "<a class=\"token\" href=\"/tokens\">Tokens of 2026</a>\n"),
    ("NOTES.md", "Token for the list: see below. Use the token `access_token` to log in.\n"),
    ("limits.h", "#define MAX_TOKEN_LENGTH 4096\n#define KEY_NAME \"production-signing\"\n"),
    ("nginx.conf", "proxy_pass http://app-{mixed:8}:8080;\nssl_certificate_key /etc/ssl/app-{digit:4}.key;\n"),
    ("Dockerfile", "ENV TOKEN_FILE /run/secrets/token-{digit:4}\nENV AUTH_MODE basic\n"),
    ("httpd.conf", "AuthName \"Members only 2026\"\nAuthUserFile /etc/users-{digit:4}\n"),
    ("stats.r", "key <- paste0(name, {digit:4})\nif (token < -1) stop()\n"),
    ("NOTES.md", "Encrypted password: {mixed:24}\n**Password:** ********\n"),
    ("NOTES.txt", "Parola d'ordine: sempre avanti\nClave: nombre\nNova senha: digite a senha\n"),
    (
        ".env.example",
        "# AWS_SECRET_ACCESS_KEY=                          # Omit to use the {lower:8}/IRSA credential chain\n",
    ),
    ("app.ts", "const view = {lb} clientSecretHint: '{hex:4}' {rb};\n"),
    ("tokens.ts", "const tokens = {lb} sol: '{mixed:44}' {rb};\nconst cacheKeys = ['{mixed:40}'];\n"),
    ("jwk.go", "SigningKeys: []JWK{lb}{lb}\n\tX: \"{mixed:43}\",\n\tKeyID: \"{mixed:24}\",\n{rb}{rb},\n"),
    ("values.yaml", "secrets:\n  url: {mixed:24}\n  nested:\n    deeper: {mixed:24}\nother: {mixed:24}\n"),
    ("keys.py", "BANNED_API_KEYS = [\"{mixed:40}\"]\nverify_keys = [\"{mixed:43}\"]\n"),
    ("keys.js", "const token = read(file) || fallback();\nfoo: '{mixed:32}'\n"),
    ("NOTES.md", "## GitHub\n\n{hex:40}\n\nThis is what our token for GitHub is good for, all in all\n{mixed:32}\n"),
    ("providers_test.py", "url = helper.prepare(\"hf_token\", \"owner/Model-{digit:2}M-{mixed:6}\")\n"),
    ("refresh_test.go", "fakeRefToken := \"{base64(reftkn:01:{digit:10}:madeUpTokenOnly)}\"\n"),
    ("login_test.go", "token := \"{base64(reftkn:01:{digit:10}:fakeTokenForTesting)}\"\n"),
    ("example.php", "function getSecret(): string\n{lb}\n    return 'A1bC2dE3fH4iJ5kL6mN7oP8q';\n{rb}\n"),
    ("client.ts", "const token =\n  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ7YXBwfSJ9.not-a-signature';\n"),
    ("roles.tsx", "<Authorized authorizations=\"K8s{letter:12}RolesW\">\n"),
    ("wire.ts", "  password: body.toString('utf8', 0, body.length - 1),\n"),
    ("dns.yaml", "  value: unkey-domain-verify={mixed:24}\n"),
    ("telemetry.ts", "const POSTHOG_API_KEY = 'phc_{mixed:43}';\n"),
    ("urls.py", "# Percent-encoded dot bypass: rfc3986 leaves it as it is\n"),
    ("auth_test.go", "request(\"Authorization\", \"Basic ZXhpc3Rpbmc6cHc=\")\n"),
    ("settings.py", "password = get_password(user)\nsecret = os.environ['APP_SECRET']\n"),
    ("settings.py", "token = settings.token_for_tests\ntoken_count = 4096\npassword_field = 'user_password'\n"),
    ("main.go", "\tpublicKey := \"{hex:64}\"\n\tkeyName := \"production-signing\"\n"),
    ("Main.java", "  String password = \"password\";\n  String key = \"user.name\";\n"),
    (".env", "PASSWORD=\nNEXT={base62:32}\n"),
    (".env.example", "API_KEY=your-api-key\nDB_PASSWORD=changeme\nSECRET=${lb}SECRET{rb}\n"),
    (
        "values.yaml",
        "secretName: registry-credentials\nexistingSecret: \"\"\npassword: {lb}{lb} .Values.password {rb}{rb}\n",
    ),
    ("values.json", "  \"version_key\": \"v2.187.0\", \"auth\": \"v12.4.118\"\n"),
    (
        "cassette.yaml",
        "    string: '{lb}\"usage\":{lb}\"rejected_tokens\":0{rb}{rb},\"obfuscation\":\"{mixed:11}\"{rb}'\n",
    ),
    ("Gemfile.rb", "password \"user.password_for_login\"\ntoken \"the token of the day\"\n"),
    ("compose.yaml", "    password: \"${lb}DB_PASSWORD:-changeme{rb}\"\n    token: \"${lb}TOKEN:?set it{rb}\"\n"),
    ("Info.plist", "<key>PasswordField</key>\n<string>enter-password</string>\n"),
    ("values.yaml", "tokens:\n  - name: {mixed:24}\nkeys:\n  - first-key\n"),
    ("jwt.md", "\"portkey_oid\": \"{hex:8}-{hex:4}-4{hex:3}-8{hex:3}-{hex:12}\"\n"),
    ("page.md", "<img src=\"https://lh7-rt.googleusercontent.com/docsz/a?key={mixed:22}\">\n"),
    ("setup.md", "UPSTASH_REDIS_REST_TOKEN={mixed:14}...\n"),
    ("offer.sdp", "a=ice-pwd:{mixed:32}\n"),
    ("azure_test.go", "key := \"AccountKey={base64(a fake key for tests only: not a credential)}\"\n"),
    // A file that ends behind the user.
    ("Client.cs", "var credential = new NetworkCredential(user"),
    ("kernel.config", "CONFIG_BUILD_SALT=\"6.1.177-cloud2023.x86_64\"\n"),
    ("analytics.ts", "export const SEGMENT_WRITE_KEY = '{mixed:32}';\n"),
    ("README.md", "![Circle CI](https://circleci.com/gh/a/b.svg?style=svg&circle-token={hex:40})\n"),
    ("secrets.ejson", "  \"secret_key_base\": \"EJ[1:{base64:43}=:{base64:32}:{base64:80}]\",\n"),
    (
        "compose.yaml",
        "    password: \"${lb}DB_PASSWORD_1:?no-password{rb}\"\n    token: \"<token-2 of-your-account>\"\n",
    ),
    ("docs.json", "  \"discord\": \"https://discord.com/invite/{mixed:10}\"\n"),
    ("values.yaml", "password: ENC[AES256_GCM,data:{base62:20},iv:{base62:20},tag:{base62:20},type:str]\n"),
    ("strings.json", "  \"password\": \"Enter your password\",\n  \"tokenExpired\": \"Your session has ended.\",\n"),
    ("package-lock.json", "  \"integrity\": \"sha512-{base64:64}\",\n  \"token\": \"{base62:40}\"\n"),
    ("locales/de.json", "  \"password\": \"Passwort wiederholen\",\n"),
    ("app.js", "const keyboard = 'qwertz-layout-de';\nconst hotkey = 'ctrl+shift+k';\n"),
    ("README.md", "![build](https://codecov.io/gh/some/project/graph/badge.svg?token={base62:10})\n"),
    ("README.md", "    cli policy --gpg-key {HEX:16}\n\nPublic key: {base64:44}\n"),
    ("main.tf", "  cluster_auth_base64 = \"{base64(-----BEGIN CERTIFICATE-----{nl}MIIC{base64:60})}\"\n"),
    ("client.ts", "const signer = (token) => '{hex:64}';\nclient.charge({lb}idempotency_key: '{base62:32}'{rb});\n"),
    ("StoreTests.java", "    assertThat(layers).containsKeys(\"{hex:64}\");\n"),
    ("README.md", "* token - the value that the server handed out\nThe password is stored in `password_digest`.\n"),
    ("README.md", "Set `API_TOKEN` to the token from your account's page.\n"),
    // Where the secret is kept, and what is said of it.
    ("CHANGELOG.md", "* Warn of SHOPIFY_API_KEY: https://github.com/Shopify/cli/pull/3671\n"),
    ("README.md", "[smtp-auth]: https://datatracker.ietf.org/doc/html/rfc6409#section-4.3\n"),
    ("README.md", "- Allow to skip without a project token [#1310](https://github.com/a/b/pull/1310)\n"),
    ("README.md", "DB_PASSWORD=keeper://MyDatabaseCreds/field/password\nredis_password: os.environ/REDIS_PASSWORD\n"),
    ("README.md", "    --from-file=DATABASE_PASSWORD=./secret-files/DATABASE_PASSWORD\n"),
    ("README.md", "a password hash (`pbkdf2-sha256`), and auth to Aerospike (`aerospike`)\n"),
    ("hashes.json", "  \"key_hashes\": [\"{hex:64}\"],\n  \"unique_key\": \"{hex:40}\",\n"),
    ("users.sh", "gpg --keyserver hkp://keyserver.ubuntu.com:80 --recv-keys {HEX:40}\n"),
    ("SECURITY.md", "You can use the following GPG key: {HEX:40}\n"),
    ("keys.tf", "  \"test-key\": \"2e:fa:e7:f8:fb:4c:18:0e:cd:f2:5b:20:79:c6:77:bd\"\n"),
    ("app.ts", "const response = await svix.endpoint.getSecret(\"app_{base62:27}\");\n"),
    ("app.ts", "await svix.authentication.expireAll(\"app_{base62:27}\");\n"),
    ("app.py", "device.generate_device_key('{hex:32}')\nkeys.get_keys_by_device('{hex:32}')\n"),
    ("app.kt", "      val token = pigeonVar_list[0] as String\n"),
    ("app.java", "    this(CipherUtils.newSecretKey(\"PBKDF2WithHmacSHA256\", spec));\n"),
    ("model.py", "chunker = HybridChunker(tokenizer=\"BAAI/bge-small-en-v1.5\")\n"),
    (
        "rows.json",
        "  \"_key\": \"{hex:12}\",\n  \"NextToken\": \"{hex:64}\",\n  \"token_expires_at\": \"2026-08-12T00:00:00Z\"\n",
    ),
    ("docusaurus.config.js", "algolia: {lb}\n  appId: 'X',\n  apiKey: '{hex:32}',\n  indexName: 'docs',\n{rb}\n"),
    ("app.ts", "RECAPTCHA_SITE_KEY: \"{mixed:40}\",\nconst tokens = text.split(/[^a-z]+/)\n"),
    (
        "app.py",
        "MAX_TOKENS = {lb}\"Qwen/Qwen3-Embedding-0.6B\": 30000{rb}\ntoken = re.sub(r\"[^A-Za-z0-9._-]+\", \"_\", token)\n",
    ),
    ("app.js", "datadogRum.init({lb} clientToken: 'pub{hex:32}' {rb})\nanalytics._writeKey = \"{mixed:32}\"\n"),
    ("labels.ini", "label.password=\"Adgangskode\"\nuri = otpauth://totp/issuer:someone\n"),
    ("peers.sql", "VALUES(1,'nodekey:{hex:64}','discokey:{hex:64}', 'do:kubernetes:{hex:32}');\n"),
    ("rows.sql", "VALUES (1, 'password', '9944614a-8f43-421d-aa7d-f051391e463f', 'x');\n"),
    ("route.py", "assert route(\"name\", \"hf_token\") == \"/openai/v1/chat/completions\"\n"),
    ("app.rb", "svix\n  .message_attempt\n  .resend(\"app_{base62:27}\", \"msg_{base62:27}\")\n"),
    ("Version.php", "$engineToken = 'Chr[o0]me|Chromium|Cronet';\n$groupKey = '18195285354214864953';\n"),
    ("secret.yaml", "include \"lookup\" (dict \"key\" \"password\" \"length\" 16 \"values\" (list))\n"),
    ("integrity.json", "  \"third_party_auth.ts\": \"{hex:64}\",\n"),
    ("models.d.ts", "    * performed with the token identified by 00T94{mixed:15}. The token ID is visible\n"),
    ("acme.md", "| `BLUECATV2_USERNAME`, `BLUECATV2_PASSWORD`, `BLUECATV2_CONFIG_NAME` |\n"),
    // What is crossed out, cut off, counted, or a person's.
    ("log.json", "  \"api_key\": \"{hex:32}*****\",\n  \"token\": \"{hex:8}...{hex:6}\"\n"),
    ("app.yaml", "azure_ad_token: eyJ0eXAiOiJ\nlitellm_token: someone_2@berri.ai\n"),
    ("lock.py", "MIGRATION_LOCK_KEY = 0x{hex:8}\n"),
    ("metrics.md", "vm,fieldKey=12485903i,pswpin=2092i,pswpout=6206i\n"),
    ("telegraf.conf", "namepass = [\"*_5m\"]\n"),
    ("restore.sh", "psql -v ON_ERROR_STOP=1 --no-password --no-psqlrc -U admin\nlume create x --ipsw ~/a.ipsw\n"),
    ("curl.sh", "curl -s http://test-unsloth-llama-3-2-1b.internal.net:8000/v1/chat/completions\n"),
    ("messages_de.properties", "LdapProvider.emptyPassword=Ung\\u00FCltige Anmeldedaten\n"),
    ("texts.properties", "LdapProvider.emptyPassword=\\u7528\\u6237\\u540D\\u6216\\u5BC6\\u7801\\u9519\\u8BEF\n"),
    (
        "README.md",
        "| Name | Type | Meaning |\n|---|---|---|\n| `api_key` | `string2` | the key |\n| password | bcrypt10 | the hash |\n",
    ),
    ("app.config", "<assemblyIdentity name=\"a\" publickeytoken=\"{hex:16}\"/>\n"),
    ("page.json", "\"nextpagetoken\": \"{mixed:32}\"\n"),
    ("rows.csv", "key,name\n{hex:32},one\n"),
    ("rows.csv", "token,name\n{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12},one\n"),
    ("README.md", "| Key | Value |\n|---|---|\n| {hex:32} | one |\n"),
    ("report.md", "| run 12 | ✅ pass | F-7, F-8 |\n"),
    ("columns.csv", "name,token,count\nhello2,world3,12\npassword,required1,7\n"),
    ("words.txt", "tokens, passwords, keys\nlions4, tigers5, bears6\n"),
    ("call.py", "user, password = login(\"bob\"), ask(\"{mixed:16}\")\n"),
    ("secret.yml", "  password: {base64(password{nl})} # password\n"),
    ("README.md", "`https://api.telegram.org/bot<API_TOKEN>/sendMessage?chat_id=<CHAT_ID>&text=Your%20Title`\n"),
    ("README.md", "- [every third](https://us06web.zoom.us/j/85691064809?pwd={base62:32})\n"),
    ("main.rs", "let commit_sha = \"{hex:40}\";\nlet cache_key = format!(\"{lb}user{rb}-{lb}id{rb}\");\n"),
];

/// How many more values a row is tried with where the first does not come out as expected: of some hundred, one looks like
/// a word.
const RETRIES: usize = 8;

/// The rows of a table whose commits do not end as expected, time and again, with a message.
fn surprises(table: &[(&str, &str)], is_expected: fn(&Outcome) -> bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, template) in table {
        let commit = || {
            let sandbox = Sandbox::new();
            sandbox.stage(path, fill(template));
            sandbox.commit()
        };
        let first = commit();
        if is_expected(&first) {
            continue;
        }
        if (0..RETRIES).filter(|_| !is_expected(&commit())).count() > RETRIES / 4 {
            wrong.push(format!("{path}: {template}{}", first.stderr));
        }
    }
    wrong
}

#[test]
fn generated_values_under_telling_names_block() {
    let wrong = surprises(BLOCKED, |outcome| outcome.stderr.contains("commit blocked"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_no_secret_passes() {
    let wrong = surprises(PASSED, |outcome| outcome.status == Some(0) && outcome.stderr.is_empty());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_repository_decides_how_much_counts() {
    let sandbox = Sandbox::new();
    sandbox.write(".keystop.toml", "sensitivity = \"keys-only\"\n");
    sandbox.stage("settings.py", fill("APP_PASSWORD = \"{base62:20}\"\n"));
    sandbox.commit().passes();

    sandbox.write(
        ".keystop.toml",
        "[[override]]\npath = \"vendor/**\"\nsensitivity = \"keys-only\"\n\n\
         [[override]]\npath = \"vendor/ours/**\"\nsensitivity = \"careful\"\n",
    );
    sandbox.stage("vendor/settings.py", fill("APP_PASSWORD = \"{base62:20}\"\n"));
    sandbox.commit().passes();
    sandbox.stage("vendor/ours/settings.py", fill("APP_PASSWORD = \"{mixed:40}\"\nDB_PASSWORD = \"{mixed:40}\"\n"));
    sandbox.commit().blocks();
}

#[test]
fn a_sensitivity_that_is_not_understood_blocks() {
    for (policy, cause) in [
        ("sensitivity = \"low\"\n", ".keystop.toml:1: `sensitivity` is"),
        ("sensitivity = 3\n", ".keystop.toml:1: `sensitivity` is a text"),
        ("override = \"x\"\n", ".keystop.toml:1: `override` is a list"),
        ("[[override]]\nsensitivity = \"strict\"\n", "has no `path`"),
        ("[[override]]\npath = \"a\"\n", "has no `sensitivity`"),
        ("[[override]]\npath = \"a\"\nlevel = \"strict\"\n", ".keystop.toml:3: unknown key `level`"),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write(".keystop.toml", policy);
        sandbox.stage("a.txt", "nothing\n");
        sandbox.keystop([]).fails_with(cause);
    }
}
