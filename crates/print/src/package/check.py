#!/usr/bin/env python3
# 校验本文件夹。只用 Python 标准库。
import hashlib
import os
import sys

root = os.path.dirname(os.path.abspath(__file__))
sys.stdout.reconfigure(encoding="utf-8")
wrong = 0
listed = set()
for name, kind in (("manifest-sha256.txt", "sha256"), ("manifest-sm3.txt", "sm3")):
    try:
        hashlib.new(kind)
    except ValueError:
        print("本机不支持 " + kind + "，跳过")
        continue
    for line in open(os.path.join(root, name), encoding="utf-8"):
        digest, path = line.rstrip("\n").split("  ", 1)
        listed.add(path)
        try:
            data = open(os.path.join(root, *path.split("/")), "rb").read()
        except OSError:
            print("缺少文件：" + path)
            wrong += 1
            continue
        if hashlib.new(kind, data).hexdigest() != digest:
            print("文件内容已改变：" + path)
            wrong += 1
own = {"manifest-sha256.txt", "manifest-sm3.txt", "检测报告.xml", "检测报告.txt"}
for folder, _, names in os.walk(root):
    for name in names:
        path = os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")
        if path not in listed and path not in own:
            print("清单以外的文件：" + path)
            wrong += 1
print("全部一致" if wrong == 0 else "发现 %d 处不一致" % wrong)
sys.exit(1 if wrong else 0)
