#!/bin/sh
# 校验本文件夹：每个文件的 SHA-256 与清单一致，且没有清单以外的文件。
cd "$(dirname "$0")" || exit 2
sha256sum -c --quiet manifest-sha256.txt || { echo '不一致'; exit 1; }
find . -type f | sed 's|^\./||' | while read -r f; do
  case "$f" in manifest-sha256.txt | manifest-sm3.txt | 检测报告.xml | 检测报告.txt) continue ;; esac
  grep -qF "  $f" manifest-sha256.txt || { echo "清单以外的文件：$f"; exit 1; }
done || exit 1
echo '全部一致'
