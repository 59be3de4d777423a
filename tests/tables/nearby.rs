//! Values whose provider stands near: `$P` and `$p` are its name, `$V` the value.

/// Each is a secret of the provider, though its own name does not say so.
pub const SHAPES: &[(&str, &str)] = &[
    ("a.ini", "[$p]\nhost = x\napi_key = $V\n"),
    ("a.toml", "[services.$p]\nurl = \"x\"\ntoken = \"$V\"\n"),
    ("a.yml", "services:\n  $p:\n    enabled: true\n    key: $V\n  other: 1\n"),
    ("a.yml", "$p:\n  auth:\n    retries: 3\n    secret: $V\n"),
    ("a.json", "{\n  \"$p\": {\n    \"url\": \"x\",\n    \"apiKey\": \"$V\"\n  }\n}\n"),
    ("a.json", "{\"$p\": {\"apiKey\": \"$V\"}}\n"),
    ("a.xml", "<$p>\n  <apiKey>$V</apiKey>\n</$p>\n"),
    ("a.php", "'$p' => [\n    'secret' => '$V',\n],\n"),
    ("a.tf", "provider \"$p\" {\n  api_key = \"$V\"\n}\n"),
    ("a.py", "$p.api_key = \"$V\"\n"),
    ("a.py", "client = $P(\"$V\")\n"),
    ("a.py", "client = $p.Client(token=\"$V\")\n"),
    ("a.js", "const c = new $P({ apiKey: \"$V\" })\n"),
    ("a.js", "const c = new $P({\n  region: \"x\",\n  apiKey: \"$V\",\n});\n"),
    ("a.rb", "$P.configure do |c|\n  c.api_key = \"$V\"\nend\n"),
    ("a.sh", "curl -H \"X-API-Key: $V\" https://api.$p.com/v1/x\n"),
    ("a.sh", "curl https://api.$p.com/v1/x \\\n  -H \"Accept: x\" \\\n  -H \"Authorization: Bearer $V\"\n"),
    ("a.sh", "curl -H \"Authorization: Bearer $V\" \\\n  https://api.$p.com/v1/x\n"),
    ("a.txt", "https://api.$p.com/v1/x?api_key=$V\n"),
    ("a.js", "\"X-$P-Token\": \"$V\",\n"),
    ("a.py", "base_url = \"https://api.$p.io\"\nkey = \"$V\"\n"),
    ("a.yml", "provider: $p\napi_key: $V\n"),
    ("a.yml", "- name: $p\n  token: $V\n"),
    ("a.json", "{\"service\": \"$p\", \"apiKey\": \"$V\"}\n"),
    ("a.py", "# $P API token\nTOKEN = \"$V\"\n"),
    ("a.txt", "$P key = $V\n"),
];

/// Those whose provider is only spoken of, which is not enough where its name is an everyday word.
pub const SPOKEN: &[(&str, &str)] = &[
    ("a.py", "import $p\n\nAPI_KEY = \"$V\"\n"),
    ("a.js", "const client = require(\"$p\");\nclient.init(\"x\");\nconst apiKey = \"$V\";\n"),
    ("a.log", "[INFO] Sent to $p\n[DEBUG] Using key=$V\n"),
    ("a.py", "TOKEN = \"$V\"  # of $P\n"),
    ("config/$p.py", "TOKEN = \"$V\"\n"),
];
