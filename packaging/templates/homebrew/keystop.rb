class Keystop < Formula
  desc "Git pre-commit hook that stops API keys from being committed"
  homepage "https://crates.io/crates/keystop"
  version "${version}"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "${url}/keystop-${version}-aarch64-apple-darwin.tar.gz"
      sha256 "${sha256:aarch64-apple-darwin}"
    end
    on_intel do
      url "${url}/keystop-${version}-x86_64-apple-darwin.tar.gz"
      sha256 "${sha256:x86_64-apple-darwin}"
    end
  end

  on_linux do
    on_arm do
      url "${url}/keystop-${version}-aarch64-unknown-linux-musl.tar.gz"
      sha256 "${sha256:aarch64-unknown-linux-musl}"
    end
    on_intel do
      url "${url}/keystop-${version}-x86_64-unknown-linux-musl.tar.gz"
      sha256 "${sha256:x86_64-unknown-linux-musl}"
    end
  end

  def install
    bin.install "keystop"
  end

  test do
    system "git", "init", "-q", "."
    system bin/"keystop", "install", "."
    (testpath/"deploy.py").write "TOKEN = \"dop_v1_#{Random.new.bytes(32).unpack1("H*")}\"\n"
    system "git", "add", "deploy.py"
    assert_match "commit blocked", shell_output("git commit -m x 2>&1", 1)
  end
end
