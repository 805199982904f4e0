mail:
  file.managed:
    - name: /etc/mail
    - contents: @example.org
